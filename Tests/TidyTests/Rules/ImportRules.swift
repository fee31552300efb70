// Who may import whom: the law of DESIGN "Shape", per target and, inside JobCore, per folder and layer.

extension TidyRule {
  /// A target imports only what the table below grants it.
  static let importLaw = TidyRule(
    name: "a target imports only what the law grants it",
    check: { files in
      files.filter(\.isSource).flatMap { file in
        imports(of: file).compactMap { line, module in
          guard let granted = grants[file.target] else {
            return Finding(path: file.path, line: line, advice: "give target \(file.target) a row in the import law")
          }
          if granted.contains(module) { return nil }
          return Finding(path: file.path, line: line, advice: "\(file.target) may not import \(module)")
        }
      }
    },
    bad: [
      SourceFile(path: "Sources/jobctl/Commands/List.swift", text: "import JobCore"),
      SourceFile(path: "Sources/JobClient/Transport/A.swift", text: "import FoundationEssentials"),
    ],
    good: [SourceFile(path: "Sources/jobctl/Commands/List.swift", text: "import JobClient")])

  /// Inside JobCore a few modules have one room each.
  static let importRooms = TidyRule(
    name: "inside JobCore only the room of a module imports it",
    check: { files in
      files.filter { $0.target == "JobCore" && $0.isSource }.flatMap { file in
        imports(of: file).compactMap { line, module in
          guard let rooms = rooms[module], !rooms.contains(where: file.path.hasPrefix) else { return nil }
          let names = rooms.joined(separator: " and ")
          return Finding(path: file.path, line: line, advice: "only \(names) may import \(module)")
        }
      }
    },
    bad: [SourceFile(path: "Sources/JobCore/Dispatch/Dispatcher.swift", text: "internal import CSQLite")],
    good: [SourceFile(path: "Sources/JobCore/SQLite/SQLiteStore.swift", text: "internal import CSQLite")])

  /// Inside JobCore a file mentions only types of its own layer and of those below it.
  static let layerOrder = TidyRule(
    name: "inside JobCore nothing points up",
    check: { files in
      let core = files.filter { $0.path.hasPrefix("Sources/JobCore/") }
      let homes = typeHomes(in: core)
      return core.flatMap { file -> [Finding] in
        guard let rank = rank(of: file) else {
          return [Finding(path: file.path, line: 1, advice: "give this folder a place in the layers")]
        }
        return file.code.enumerated().flatMap { index, line in
          SourceFile.words(in: line).compactMap { name in
            guard let home = homes[name], home.rank > rank else { return nil }
            return Finding(
              path: file.path, line: index + 1,
              advice: "\(name) belongs to \(home.folder), a layer above; a lower layer does not know it")
          }
        }
      }
    },
    bad: [
      SourceFile(path: "Sources/JobCore/Model/Job.swift", text: "struct Job { var runner: Dispatcher }"),
      SourceFile(path: "Sources/JobCore/Dispatch/Dispatcher.swift", text: "actor Dispatcher {}"),
    ],
    good: [
      SourceFile(path: "Sources/JobCore/Model/Job.swift", text: "struct Job {}"),
      SourceFile(path: "Sources/JobCore/Dispatch/Dispatcher.swift", text: "actor Dispatcher { var job: Job }"),
    ])

  /// What comes with Swift on Linux; of no concern to the law, except that the calendar needs nothing of it, and that
  /// what jobctl is made of does without Foundation: its language data was most of the program.
  private static let light: Set<String> = ["Synchronization", "Dispatch", "Glibc", "Musl", "Darwin"]
  private static let platform = light.union(["Foundation", "FoundationEssentials"])

  private static let grants: [String: Set<String>] = [
    "CivilCalendar": [],
    "JobWire": ["CivilCalendar"],
    "JobCore": platform.union([
      "CSQLite", "CivilCalendar", "CLinux", "CoreMetrics", "Logging", "Metrics", "ServiceLifecycle", "SystemPackage",
    ]),
    "Outbound": platform.union(["JobCore", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL"]),
    "HTTPJobs": platform.union(["CivilCalendar", "JobCore", "Outbound", "AsyncHTTPClient", "NIOHTTP1"]),
    "Webhooks": platform.union(["JobCore", "Outbound", "AsyncHTTPClient", "NIOHTTP1"]),
    "HTTPFront": platform.union([
      "JobCore", "JobWire", "Logging", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOConcurrencyHelpers",
    ]),
    "JobClient": light.union([
      "JobWire", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "NIOTLS",
    ]),
    "jobd": platform.union([
      "JobCore", "HTTPFront", "HTTPJobs", "JobWire", "Outbound", "Webhooks", "ArgumentParser", "Configuration",
      "Logging", "ServiceLifecycle", "UnixSignals", "NIOCore", "Yams",
    ]),
    "jobctl": light.union(["CLinux", "JobClient", "JobWire", "ArgumentParser"]),
  ]

  private static let rooms = [
    "CSQLite": ["Sources/JobCore/SQLite/"]
  ]

  /// Lowest first; folders of one row know each other. The facade and its configuration stand above them all.
  private static let layers: [[String]] = [
    ["Model"], ["Support"], ["Validation"], ["Policy", "Schedules"], ["Store"], ["Transaction"], ["SQLite"],
    ["Events", "Logs", "Metrics", "Handlers"], ["Execution"],
    ["Dispatch", "Upkeep", "Callbacks", "Remote"],
  ]

  /// The rank of a file of JobCore; files at its root rank highest, folders that are not in the table have none.
  private static func rank(of file: SourceFile) -> Int? {
    guard file.parts.count > 3 else { return layers.count }
    return layers.firstIndex { $0.contains(String(file.parts[2])) }
  }

  private static func imports(of file: SourceFile) -> [(line: Int, module: String)] {
    file.code.enumerated().compactMap { index, line in
      guard SourceFile.line(line, holds: "import ") else { return nil }
      let pattern =
        #/
        ^\s* (?: (?: @[\w()]+ | public | package | internal | fileprivate | private ) \s+ )*
        import \s+ (?: (?: struct | class | enum | protocol | func | var | typealias ) \s+ )? (\w+)
        /#
      return line.prefixMatch(of: pattern).map { (index + 1, String($0.output.1)) }
    }
  }

  /// Where each top-level type of JobCore lives; names declared at two levels are left out, they prove nothing.
  private static func typeHomes(in files: [SourceFile]) -> [String: (rank: Int, folder: String)] {
    var homes: [String: (rank: Int, folder: String)] = [:]
    var ambiguous: Set<String> = []
    for file in files {
      guard let rank = rank(of: file) else { continue }
      for name in DeclaredType.topLevelNames(in: file) {
        if let known = homes[name], known.rank != rank { ambiguous.insert(name) }
        let folder = file.parts.dropFirst(2).dropLast().joined(separator: "/")
        homes[name] = (rank, folder.isEmpty ? "the facade" : folder)
      }
    }
    return homes.filter { !ambiguous.contains($0.key) }
  }
}
