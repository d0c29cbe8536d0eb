// swift-tools-version: 6.2
// The rooms of Twin and the arrows between them. A room may import what its row lists and nothing else; SwiftPM does not
// enforce that for transitive imports, so Tests/HouseTests reads the `import` lines against this very table.
//
// TWIN_ROOMS=pure leaves out every room that needs an external package: the language, the machine and their tests then
// build in well under a minute, which is how one works on them.
import PackageDescription

// TWIN_ROOMS=runtime leaves out what needs more than swift-log and swift-crypto: the runtime and its stores without HTTP and
// browser.
let pureOnly = Context.environment["TWIN_ROOMS"] == "pure"
let runtimeOnly = Context.environment["TWIN_ROOMS"] == "runtime"

enum Kind { case library, executable, tests }

/// One target. `packages` are products of external packages; a room with any is not pure.
struct Room {
  var name: String
  var kind: Kind
  var imports: [String]
  var packages: [Target.Dependency]
  var exclude: [String]
  var settings: [SwiftSetting]
}

func room(
  _ name: String, _ imports: [String] = [], packages: [Target.Dependency] = [], kind: Kind = .library,
  exclude: [String] = [], settings: [SwiftSetting] = []
) -> Room {
  Room(name: name, kind: kind, imports: imports, packages: packages, exclude: exclude, settings: settings)
}

func tests(_ name: String, _ imports: [String], packages: [Target.Dependency] = []) -> Room {
  room(name, imports, packages: packages, kind: .tests)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nio = Target.Dependency.product(name: "NIO", package: "swift-nio")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")

let rooms: [Room] = [
  room("Values", ["CRE2"]),
  room("Syntax", ["CLibYAML"]),
  room("Bytecode", ["Values"]),
  room("Compiler", ["Syntax", "Values", "Bytecode"]),
  room("VM", ["Bytecode", "Values"]),
  room("Locators", ["Values"]),
  room("Settings", ["Syntax"]),
  room("DurableRuntime", ["VM", "Bytecode", "Values"], packages: [logging, crypto]),
  room("HTTPAnswers", [], packages: [asyncHTTPClient, nio, nioHTTP1]),
  room(
    "HostEffects", ["DurableRuntime", "Bytecode", "Values", "HTTPAnswers", "CSpawn"],
    packages: [asyncHTTPClient, subprocess]),
  room("Learning", ["DurableRuntime", "Bytecode", "Values", "Locators"]),
  room("Browser", ["DurableRuntime", "Bytecode", "Values", "Locators", "CSpawn"], packages: [crypto, subprocess]),
  room("Authoring", ["Syntax", "Compiler", "Locators", "Values"]),
  // Outside the service: the command writes to the outbox too, and needs no HTTP server for that.
  room("Delivery", ["DurableRuntime", "Bytecode", "Values", "HTTPAnswers", "CMail"], packages: [asyncHTTPClient, crypto, logging]),
  room("StoreSQLite", ["DurableRuntime", "Values", "CSQLite"]),
  room("DemoSite", packages: [hummingbird, httpTypes, mustache, crypto, logging], exclude: ["demo.sh"]),
  room(
    "Server", ["DurableRuntime", "Delivery", "Learning", "Authoring", "Compiler", "Syntax", "Bytecode", "VM", "Values", "CPages"],
    packages: [hummingbird, httpTypes, mustache, asyncHTTPClient, crypto, cryptoExtras, logging, lifecycle, nio, nioHTTP1]),
  room("Simulation", ["DurableRuntime", "VM", "Values"]),
  room(
    "twin",
    [
      "Values", "Syntax", "Settings", "Bytecode", "Compiler", "VM", "DurableRuntime", "HostEffects", "Browser", "Authoring",
      "Learning", "Delivery", "StoreSQLite", "DemoSite", "Server", "CMalloc",
    ],
    packages: [argumentParser, logging], kind: .executable, exclude: ["start.order"]),
  room("GrammarKit"),
  room("generate-grammar", ["GrammarKit"], kind: .executable),
  room(
    "twin-bench",
    [
      "Values", "Syntax", "Bytecode", "Compiler", "VM", "DurableRuntime", "Learning", "Locators", "StoreSQLite", "Browser",
      "CLibYAML", "CSQLite", "CMalloc",
    ],
    packages: [asyncHTTPClient, crypto, hummingbird, httpTypes, logging, nio], kind: .executable),
  room(
    "twin-miniwob", ["Values"], packages: [argumentParser, hummingbird, httpTypes, logging], kind: .executable),

  tests("ValuesTests", ["Values"]),
  tests("SyntaxTests", ["Syntax"]),
  tests("BytecodeTests", ["Bytecode", "Values"]),
  tests("CompilerTests", ["Compiler", "Syntax", "Bytecode", "VM", "Values"]),
  tests("ConformanceTests", ["Compiler", "Syntax", "Bytecode", "VM", "Values"]),
  tests("VMTests", ["VM", "Bytecode", "Values", "Compiler", "Syntax"]),
  tests("LocatorsTests", ["Locators", "Values"]),
  tests("SettingsTests", ["Settings", "Syntax"]),
  tests("AuthoringTests", ["Authoring", "Compiler", "Syntax", "Locators", "Values"]),
  tests(
    "LearningTests",
    ["Learning", "DurableRuntime", "StoreSQLite", "Compiler", "Syntax", "Bytecode", "Locators", "Values"]),
  tests("GrammarTests", ["GrammarKit", "Bytecode", "Values", "Compiler", "Syntax"]),
  tests("HouseTests", []),
  tests("DurableRuntimeTests", ["DurableRuntime", "StoreSQLite", "Compiler", "Syntax", "VM", "Bytecode", "Values", "CSQLite"]),
  tests("StoreTests", ["StoreSQLite", "DurableRuntime", "Values", "CSQLite"]),
  tests("HostEffectsTests", ["HostEffects", "DurableRuntime", "Bytecode", "Values"], packages: [nio, nioHTTP1]),
  tests(
    "DeliveryTests", ["Delivery", "StoreSQLite", "DurableRuntime", "Compiler", "Syntax", "Values"],
    packages: [hummingbird, httpTypes, nio, logging]),
  tests("SimulationTests", ["Simulation", "DurableRuntime", "Compiler", "Syntax", "VM", "Bytecode", "Values"]),
  tests(
    "ServerTests", ["Server", "StoreSQLite", "DurableRuntime", "CSQLite", "Values"],
    packages: [asyncHTTPClient, httpTypes, logging, nio]),
  tests(
    "DashboardTests", ["Server", "Delivery", "StoreSQLite", "DurableRuntime", "CSQLite", "Values"],
    packages: [asyncHTTPClient, httpTypes, nio, crypto, logging]),
  tests(
    "BrowserTests",
    [
      "Browser", "Learning", "StoreSQLite", "Authoring", "Compiler", "Syntax", "Locators", "DurableRuntime", "Bytecode",
      "Values",
    ],
    packages: [hummingbird, httpTypes, logging, subprocess]),
  tests(
    "CommandTests", ["twin", "DemoSite", "DurableRuntime", "CSQLite", "Values"],
    packages: [asyncHTTPClient, nio, subprocess]),
]

let impure: Set<String> = {
  var found = Set(rooms.filter { !$0.packages.isEmpty }.map(\.name))
  var grew = true
  while grew {
    grew = false
    for room in rooms where !found.contains(room.name) && room.imports.contains(where: found.contains) {
      found.insert(room.name)
      grew = true
    }
  }
  found.formUnion(["CommandTests"])
  return found
}()

/// (Without pkg-config, which would name the folder of shared libraries before every other.)
let systemLibraries: [Target] = [
  .systemLibrary(name: "CLibYAML", providers: [.apt(["libyaml-dev"])]),
  .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
  .systemLibrary(name: "CMalloc"),
]
let cTargets: [Target] = [
  .target(name: "CRE2", linkerSettings: [.linkedLibrary(":libre2.a"), .linkedLibrary("pthread")]),
  .target(name: "CSpawn"),
  .target(name: "CPages", exclude: ["files"]),
  .target(name: "CMail"),
]
let foreign = systemLibraries + cTargets
let foreignNames = Set(foreign.map(\.name))

/// Rooms that need any other package than these two, themselves or through what they import.
let beyondRuntime: Set<String> = {
  func isBeyond(_ room: Room) -> Bool {
    room.packages.contains { package in
      let text = String(describing: package)
      return !text.contains("swift-log") && !text.contains("swift-crypto")
    }
  }
  var found = Set(rooms.filter(isBeyond).map(\.name))
  var grew = true
  while grew {
    grew = false
    for room in rooms where !found.contains(room.name) && room.imports.contains(where: found.contains) {
      found.insert(room.name)
      grew = true
    }
  }
  return found
}()

/// `twin-bench` has three folders: Machine needs pure rooms only, Runtime what `runtimeOnly` leaves in, Service everything.
/// Where rooms are left out it is built from those that can be.
func bench(_ room: Room) -> Room {
  var room = room
  if pureOnly {
    room.packages = []
    room.exclude = ["Runtime", "Service"]
  } else if runtimeOnly {
    room.packages = [logging, crypto]
    room.exclude = ["Service"]
    room.settings = [.define("BENCH_RUNTIME")]
  } else {
    room.settings = [.define("BENCH_RUNTIME"), .define("BENCH_SERVICE")]
  }
  return room
}

let included = rooms.compactMap { room -> Room? in
  if room.name == "twin-bench" { return bench(room) }
  let isLeftOut = (pureOnly && impure.contains(room.name)) || (runtimeOnly && beyondRuntime.contains(room.name))
  return isLeftOut ? nil : room
}
let includedNames = Set(included.map(\.name)).union(foreignNames)

/// A short start: symbols that nobody looks up are not exported (the toolchain exports all of a static binary's), so what is
/// unused goes. The C++ library, SQLite and zlib are linked statically where `make` has laid them into `.build/static`: they
/// and their thousands of symbols need not be found at every start. And the program stands at a fixed address, as Go's do:
/// else every start writes new addresses into two megabytes of tables.
let releaseLinking = LinkerSetting.unsafeFlags(
  [
    "-use-ld=lld", "-L\(Context.packageDirectory)/.build/static", "-Xlinker", "--no-export-dynamic",
    "-Xclang-linker", "-no-pie", "-Xclang-linker", "-static-libgcc",
  ],
  .when(configuration: .release))

/// What short commands run and touch lies side by side, so that a third less of the program has to be in memory
/// (`make start-order` writes the list; names that are no longer there are passed over).
let startOrder = LinkerSetting.unsafeFlags(
  [
    "-Xlinker", "--symbol-ordering-file=\(Context.packageDirectory)/Sources/twin/start.order",
    "-Xlinker", "--no-warn-symbol-ordering",
  ],
  .when(configuration: .release))

/// `twin-bench` and the store's tests stand before the C library where SQLite asks for a flush (Flushes.swift, FailingFlush.swift).
let ownFlushes = LinkerSetting.unsafeFlags(
  ["-Xlinker", "--export-dynamic-symbol=fdatasync", "-Xlinker", "--export-dynamic-symbol=fsync"])

let targets: [Target] = included.map { room in
  let local = room.imports.filter(includedNames.contains).map { Target.Dependency(stringLiteral: $0) }
  let dependencies = local + room.packages
  let settings: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")] + room.settings
  switch room.kind {
  case .library:
    return .target(name: room.name, dependencies: dependencies, exclude: room.exclude, swiftSettings: settings)
  case .executable:
    return .executableTarget(
      name: room.name, dependencies: dependencies, exclude: room.exclude, swiftSettings: settings,
      linkerSettings: [releaseLinking] + (room.name == "twin-bench" ? [ownFlushes] : [])
        + (room.name == "twin" ? [startOrder] : []))
  case .tests:
    return .testTarget(
      name: room.name, dependencies: dependencies, swiftSettings: settings,
      linkerSettings: room.name == "StoreTests" ? [ownFlushes] : [])
  }
}

let package = Package(
  name: "twin",
  products: included.filter { $0.kind == .executable }.map { .executable(name: $0.name, targets: [$0.name]) },
  dependencies: pureOnly
    ? []
    : runtimeOnly
    ? [
      .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
      .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ]
    : [
      .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
      .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
      .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
      .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
      .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
      .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
      .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
      .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
      .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
      .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
  targets: targets + foreign
)
