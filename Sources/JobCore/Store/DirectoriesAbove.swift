// The directories above a data directory or a configuration: who may rename what is in one of them can put something else
// in its place, and a daemon of root's would write where it leads, or do what it says.

import Glibc

/// Looked at for root alone: others put their directories where they like, and can only harm themselves.
package struct DirectoriesAbove {
  private var linksLeft = 40

  /// Refuses a path that somebody else than root can lead elsewhere; the group of root's is root. Sticky directories such
  /// as /tmp are fine: what is in them is renamed by its owner only.
  ///
  /// - Parameter path: absolute.
  static func check(_ path: String) throws(OpenError) {
    if geteuid() != 0 { return }
    var above = DirectoriesAbove()
    try above.walk(path.split(separator: "/").dropLast().map(String.init))
  }

  /// The same of a file and of all above it, through links: what root reads there, nobody else has put there.
  ///
  /// - Parameter path: absolute.
  package static func check(file path: String) throws(OpenError) {
    if geteuid() != 0 { return }
    var above = DirectoriesAbove()
    try above.walk(path.split(separator: "/").map(String.init))
  }

  /// Goes from the root through these names, and through what the links among them lead to.
  private mutating func walk(_ names: [String]) throws(OpenError) {
    var place = ""
    try look(at: "/")
    for name in names {
      let next = "\(place)/\(name)"
      guard let target = try look(at: next) else {
        place = next
        continue
      }
      // The kernel gives up after as many.
      linksLeft -= 1
      if linksLeft < 0 { return }
      try walk("\(target.hasPrefix("/") ? "" : place)/\(target)".split(separator: "/").map(String.init))
      guard let resolved = realpath(next, nil) else { return }
      place = String(cString: resolved)
      if place == "/" { place = "" }
      free(resolved)
    }
  }

  /// Where it leads to, if it is a link.
  @discardableResult
  private func look(at path: String) throws(OpenError) -> String? {
    var status = stat()
    // What is not there, the data directory is not below.
    if lstat(path, &status) != 0 { return nil }
    if status.st_uid != 0 { throw .distrustedAbove(path: path, .owner(status.st_uid)) }
    if status.st_mode & S_IFMT == S_IFLNK { return Self.target(of: path) }
    let others: mode_t = status.st_gid == 0 ? 0o002 : 0o022
    if status.st_mode & others != 0 && status.st_mode & mode_t(S_ISVTX) == 0 {
      throw .distrustedAbove(path: path, .writable(mode: UInt16(status.st_mode & 0o7777)))
    }
    return nil
  }

  private static func target(of link: String) -> String? {
    let bytes = [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = buffer.baseAddress.map { max(0, readlink(link, $0, buffer.count)) } ?? 0
    }
    return bytes.isEmpty ? nil : String(decoding: bytes.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
