// Keeps a log within its limit by giving back the blocks of its middle: head and tail stay, and so do the offsets.

import CLinux
import Glibc
import SystemPackage

/// The limit on a log.
enum LogTrim {
  private static let block: Int64 = 4_096

  /// The part of a log of `size` bytes to give back, `nil` if it is within `limit`. `done` bytes from the head's end
  /// on were given back before.
  static func hole(size: Int64, limit: Int64) -> Range<Int64>? {
    if size <= limit { return nil }
    let head = (limit / 2 + block - 1) / block * block
    let tailStart = (size - limit / 2) / block * block
    return tailStart > head ? head..<tailStart : nil
  }

  /// Punches the middle out of the file at `path` if it is over `limit`; returns whether anything is missing now.
  static func trim(path: String, limit: Int64) -> Bool {
    guard let hole = hole(size: FileSize.bytes(at: path), limit: limit) else { return false }
    guard let file = try? RegularFile.open(path, O_WRONLY) else { return false }
    defer { close(file.rawValue) }
    return clinux_punch_hole(file.rawValue, off_t(hole.lowerBound), off_t(hole.count)) == 0
  }

  /// The first hole in the file, as far as it is one: what a reader has to skip.
  static func findHole(_ descriptor: Int32, size: Int64) -> Range<Int64>? {
    let start = Int64(clinux_next_hole(descriptor, 0))
    if start < 0 || start >= size { return nil }
    let end = Int64(clinux_next_data(descriptor, off_t(start)))
    return start..<(end < 0 ? size : end)
  }
}
