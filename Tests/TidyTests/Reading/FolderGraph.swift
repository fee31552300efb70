// Which folders of a target mention types of which others, as the words of their code tell.

/// The folders of one target, each with those it uses.
///
/// A folder is the first part of the path below the target; files at the target's root, which put the rest together, are
/// the folder "". A name that is declared in two folders proves nothing and is left out.
struct FolderGraph {
  /// A mention of a type of another folder.
  struct Use {
    let file: SourceFile
    let line: Int
    let name: String
    let from: String
    let to: String
  }

  let uses: [Use]

  /// - Parameter files: those of one target below Sources.
  init(_ files: [SourceFile]) {
    let homes = Self.homes(files)
    uses = files.flatMap { file -> [Use] in
      let folder = Self.folder(of: file)
      return file.code.enumerated().flatMap { index, line in
        SourceFile.words(in: line).compactMap { name in
          guard let home = homes[name], home != folder else { return nil }
          return Use(file: file, line: index + 1, name: name, from: folder, to: home)
        }
      }
    }
  }

  /// The first folder below the target; "" for a file at its root.
  static func folder(of file: SourceFile) -> String {
    file.parts.count > 3 ? String(file.parts[2]) : ""
  }

  /// The folders that can be come back to, each with those it shares a cycle with. The root, which nobody is to use,
  /// is left out.
  var cyclic: [String: Set<String>] {
    var direct: [String: Set<String>] = [:]
    for use in uses where use.from != "" && use.to != "" { direct[use.from, default: []].insert(use.to) }
    var reached: [String: Set<String>] = [:]
    for start in direct.keys {
      var open = Array(direct[start] ?? [])
      var seen: Set<String> = []
      while let next = open.popLast() {
        if seen.insert(next).inserted { open += direct[next] ?? [] }
      }
      reached[start] = seen
    }
    var cycles: [String: Set<String>] = [:]
    for (folder, others) in reached {
      let shared = others.filter { $0 != folder && reached[$0]?.contains(folder) == true }
      if !shared.isEmpty { cycles[folder] = shared }
    }
    return cycles
  }

  private static func homes(_ files: [SourceFile]) -> [String: String] {
    var homes: [String: String] = [:]
    var ambiguous: Set<String> = []
    for file in files {
      let folder = folder(of: file)
      for name in DeclaredType.topLevelNames(in: file) {
        if let known = homes[name], known != folder { ambiguous.insert(name) }
        homes[name] = folder
      }
    }
    return homes.filter { !ambiguous.contains($0.key) }
  }
}
