// MCP on standard input and output: a message a line, answers as they are ready, until the input ends.
import DurableRuntime
import Foundation
import Logging
import ServiceLifecycle
import Values

package struct MCPPipe: Sendable {
  private let server: MCPServer
  private let principal: Principal

  /// - Parameter principal: whoever holds the store and started this. Its runs are theirs; deciding is not offered all the same.
  package init(service: TwinService, user: String) {
    server = MCPServer(service: service)
    principal = Principal(name: user, scopes: [.start, .read], proof: .key("mcp"))
  }

  /// Carries runs on while it lasts. Returns when the input has ended and every message is answered.
  package func run(input: FileHandle, output: FileHandle, logger: Logger) async throws {
    let driver = Driver(server.service, logger: logger)
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: driver),
          .init(
            service: Conversation(server: server, principal: principal, input: input, output: output),
            successTerminationBehavior: .gracefullyShutdownGroup),
        ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }
}

private struct Conversation: Service {
  let server: MCPServer
  let principal: Principal
  let input: FileHandle
  let output: FileHandle

  func run() async throws {
    let answers = Answers(output)
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        for await line in Self.lines(input) {
          group.addTask {
            guard let answer = await answer(to: line) else { return }
            await answers.write(answer)
          }
        }
      }
    }
  }

  private func answer(to line: [UInt8]) async -> PlainValue? {
    guard line.count <= ServerLimits.bodyBytes else {
      return MCPServer.parseError("the message is too large (limit: \(ServerLimits.bodyBytes) bytes)")
    }
    do { return await server.answer(try PlainValue(json: line), by: principal) } catch {
      return MCPServer.parseError("the line is no JSON: \(error)")
    }
  }

  /// Read on a thread of its own, since reading blocks. What is longer than a message may be is cut there, and refused.
  private static func lines(_ input: FileHandle) -> AsyncStream<[UInt8]> {
    let (lines, tell) = AsyncStream<[UInt8]>.makeStream()
    Thread.detachNewThread {
      var line: [UInt8] = []
      while case let data = input.availableData, !data.isEmpty {
        for byte in data {
          if byte != UInt8(ascii: "\n") {
            if line.count <= ServerLimits.bodyBytes { line.append(byte) }
          } else {
            if line.contains(where: { $0 > 0x20 }) { tell.yield(line) }
            line = []
          }
        }
      }
      if !line.isEmpty { tell.yield(line) }
      tell.finish()
    }
    return lines
  }
}

/// One answer after the other, never mixed.
private actor Answers {
  private let output: FileHandle
  init(_ output: FileHandle) { self.output = output }

  func write(_ answer: PlainValue) {
    guard var bytes = try? answer.json(style: .display) else { return }
    bytes.append(UInt8(ascii: "\n"))
    // Whoever has stopped listening ends us by closing the input, too.
    try? output.write(contentsOf: Data(bytes))
  }
}
