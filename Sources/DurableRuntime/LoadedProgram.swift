// A program that was read from a store or just compiled, verified once, with its digest and what every snapshot of it begins
// with. Kept in memory by digest.
import Bytecode
import Values

package final class LoadedProgram: Sendable {
  package let digest: Digest
  package let bytes: [UInt8]
  package let verified: VerifiedProgram
  package var program: Program { verified.program }
  /// How many steps stand at the top level.
  package let topLevelSteps: Int

  /// The inputs' schemas, as long as `manifest.inputs`.
  let inputSchemas: [Schema]

  /// Verifies: a program from anywhere is untrusted until then.
  package init(_ program: Program) throws(RuntimeError) {
    do { bytes = try program.encoded() } catch {
      throw RuntimeError(.damaged, "the program of skill '\(program.manifest.skill)' has no canonical bytes: \(error)")
    }
    digest = Digest(of: bytes)
    verified = try Self.verify(program)
    topLevelSteps = Self.count(program)
    inputSchemas = try Self.schemas(program)
  }

  package init(bytes: [UInt8]) throws(RuntimeError) {
    self.bytes = bytes
    digest = Digest(of: bytes)
    do {
      verified = try Self.verify(try Program(encoded: bytes))
    } catch let error as RuntimeError {
      throw error
    } catch {
      throw RuntimeError(.damaged, "the program \(digest) is damaged \(error)")
    }
    topLevelSteps = Self.count(verified.program)
    inputSchemas = try Self.schemas(verified.program)
  }

  private static func schemas(_ program: Program) throws(RuntimeError) -> [Schema] {
    var schemas: [Schema] = []
    for row in program.manifest.inputs { schemas.append(try FieldCheck.schema(row.schema, field: row.name)) }
    return schemas
  }

  private static func verify(_ program: Program) throws(RuntimeError) -> VerifiedProgram {
    do { return try program.verified() } catch {
      throw RuntimeError(.damaged, "the program of skill '\(program.manifest.skill)' does not verify: \(error)")
    }
  }

  private static func count(_ program: Program) -> Int {
    program.steps.count { $0.function == 0 && $0.parent == nil }
  }
}
