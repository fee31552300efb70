// Which files other processes have open, from /proc: only those of our own user can be seen.

import Glibc

/// Looks for open files.
enum OpenFiles {
  /// Files whose paths begin with `prefix`, each once: some links that lead to the open file, and where they point. A
  /// process that has it may end any moment, and its link with it, while others go on.
  static func of(_ prefix: String) -> [(links: [String], target: String)] {
    var found: [String: [String]] = [:]
    let own = "\(getpid())"
    FileTree.forEachName(in: "/proc") { process in
      if Int32(process) == nil || process == own { return }
      let directory = "/proc/\(process)/fd"
      FileTree.forEachName(in: directory) { number in
        let link = "\(directory)/\(number)"
        guard let target = target(of: link), target.hasPrefix(prefix) else { return }
        if found[target]?.count ?? 0 < Limits.openFileLinksMax { found[target, default: []].append(link) }
      }
    }
    return found.map { (links: $0.value, target: $0.key) }
  }

  private static func target(of link: String) -> String? {
    let bytes = [CChar](unsafeUninitializedCapacity: 4_096) { buffer, count in
      count = buffer.baseAddress.map { max(0, readlink(link, $0, buffer.count)) } ?? 0
    }
    return bytes.isEmpty ? nil : String(decoding: bytes.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
