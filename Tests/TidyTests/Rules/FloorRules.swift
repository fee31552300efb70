// The floors of the targets that are not JobCore: which folder stands on which, and that no folder leads back to itself.

extension TidyRule {
  /// A folder uses what stands before it in its target's list, and nothing that stands after it.
  static let floorOrder = TidyRule(
    name: "a floor uses those below it",
    check: { files in
      floors.flatMap { target, order in
        let own = files.filter { $0.isSource && $0.target == target }
        let homeless = own.filter { !order.contains(FolderGraph.folder(of: $0)) }.map {
          Finding(path: $0.path, line: 1, advice: "give this folder a place among the floors of \(target)")
        }
        return homeless
          + FolderGraph(own).uses.compactMap { use in
            guard let from = order.firstIndex(of: use.from), let to = order.firstIndex(of: use.to), to > from
            else { return nil }
            let room = use.to.isEmpty ? "the root" : use.to
            return Finding(
              path: use.file.path, line: use.line, advice: "\(use.name) is of \(room), a floor above \(use.from)")
          }
      }
    },
    bad: [
      SourceFile(path: "Sources/HTTPFront/HTTP1/Connection.swift", text: "struct Connection { var route: Route }"),
      SourceFile(path: "Sources/HTTPFront/Routing/Route.swift", text: "struct Route {}"),
    ],
    good: [
      SourceFile(path: "Sources/HTTPFront/HTTP1/Connection.swift", text: "struct Connection {}"),
      SourceFile(path: "Sources/HTTPFront/Routing/Route.swift", text: "struct Route { var connection: Connection }"),
      SourceFile(path: "Sources/HTTPFront/HTTPFront.swift", text: "struct HTTPFront { let routes: [Route] }"),
    ])

  /// The order holds for the targets above; that there is one, for all of them.
  static let folderCycles = TidyRule(
    name: "no folder of a target leads back to itself",
    check: { files in
      Set(files.filter(\.isSource).map(\.target)).sorted().flatMap { target -> [Finding] in
        let own = files.filter { $0.isSource && $0.target == target }
        let graph = FolderGraph(own)
        let (cyclic, known) = (graph.cyclic, Ratchets.folderCycles[target] ?? [])
        let new = graph.uses.filter { use in
          cyclic[use.from]?.contains(use.to) == true && !(known.contains(use.from) && known.contains(use.to))
        }.map { use in
          Finding(
            path: use.file.path, line: use.line,
            advice: "\(use.name) is of \(use.to), which uses \(use.from) as well; one of the two is above the other")
        }
        // Invented trees have not all folders.
        let folders = Set(own.map(FolderGraph.folder))
        let gone = known.filter { folders.contains($0) && cyclic[$0] == nil }.map { folder in
          Finding(
            path: "Sources/\(target)/\(folder)", line: 1,
            advice: "is in no cycle any more; take it off the list in Ratchets.swift")
        }
        return new + gone
      }
    },
    bad: [
      SourceFile(path: "Sources/JobClient/Endpoint/Endpoint.swift", text: "struct Endpoint { var fault: Fault }"),
      SourceFile(path: "Sources/JobClient/Errors/Fault.swift", text: "struct Fault { var at: [Endpoint] }"),
    ],
    good: [
      SourceFile(path: "Sources/JobClient/Endpoint/Endpoint.swift", text: "struct Endpoint { var fault: Fault }"),
      SourceFile(path: "Sources/JobClient/Errors/Fault.swift", text: "struct Fault {}"),
    ])

  /// Lowest first; "" is the root, which puts the floors together.
  private static let floors: [(target: String, order: [String])] = [
    (
      "HTTPFront",
      ["Bounds", "Listening", "HTTP1", "Faults", "Auth", "Routing", "Mapping", "Streams", "OpenAPI", "Routes", ""]
    ),
    (
      "JobWire",
      [
        "Time", "JSON", "Codec", "Paths", "Problems", "Submissions", "Callbacks", "Jobs", "Queues", "Waits", "Batches",
        "Schedules", "Events", "Claims", "Workers", "Daemon", "",
      ]
    ),
    ("jobctl", ["Output", "Options", "Waiting", "Screens", "Commands", ""]),
    ("JobClient", ["Endpoint", "Transport", "Events", ""]),
  ]
}
