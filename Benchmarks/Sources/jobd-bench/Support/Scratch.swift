// Where databases and sockets of a run live: on a real disk, because what is measured is mostly the disk.

import Glibc

/// A directory that is removed with everything in it.
final class Scratch {
  let path: String
  private let isKept: Bool

  /// - Parameter parent: on the file system to measure.
  init(in parent: String, named name: String = "jobd-bench", isKept: Bool = false) throws(BenchFailure) {
    var template = Array("\(parent)/\(name).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw BenchFailure("cannot make a directory in \(parent)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.isKept = isKept
  }

  deinit {
    guard !isKept else { return }
    let child = try? Child(["/bin/rm", "-rf", path])
    _ = child?.wait()
  }
}
