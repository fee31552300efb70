// Keeps a log within its limit by giving back the blocks of its middle: head and tail stay, and so do the offsets.

import CLinux
import Glibc
import SystemPackage

/// The limit on a log.
enum LogTrim {
  private static let block: Int64 = 4_096

  /// The part of a log of `size` bytes to give back, `nil` if it is within `limit`. On a file system with larger blocks
  /// only whole ones of them: of half a block the bytes would be lost and the room would not be won.
  static func hole(size: Int64, limit: Int64, block: Int64 = block) -> Range<Int64>? {
    if size <= limit { return nil }
    let head = (limit / 2 + block - 1) / block * block
    let tailStart = (size - limit / 2) / block * block
    return tailStart > head ? head..<tailStart : nil
  }

  /// What there is to give back of an open file, `nil` if nothing is. What ends at `done` was given back before and is
  /// not touched again: a change of a file is told to those who watch it, and this one would be told to us.
  static func due(_ descriptor: Int32, limit: Int64, done: Int64?) -> Range<Int64>? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    let block = max(Self.block, min(Int64(status.st_blksize), 65_536))
    guard let hole = hole(size: Int64(status.st_size), limit: limit, block: block) else { return nil }
    // A job may cut its log short, or write once more where something was given back: then it begins again.
    guard let done, isGone(hole.lowerBound..<max(hole.lowerBound, done), descriptor, status, limit) else { return hole }
    return hole.upperBound > done ? done..<hole.upperBound : nil
  }

  /// Whether the part of a log that was given back is still missing. Asked only if more is kept than is allowed: on a
  /// file system that does not tell where its data is, everything would be given back again and again.
  private static func isGone(_ part: Range<Int64>, _ descriptor: Int32, _ status: stat, _ limit: Int64) -> Bool {
    if part.upperBound > Int64(status.st_size) { return false }
    if Int64(status.st_blocks) * 512 <= limit { return true }
    let data = Int64(clinux_next_data(descriptor, off_t(part.lowerBound)))
    return data < 0 || data >= part.upperBound
  }

  /// Punches the part that is due out of an open file; returns the end of what is missing then, `nil` if nothing is.
  static func trim(_ descriptor: Int32, limit: Int64, done: Int64?) -> Int64? {
    guard let due = due(descriptor, limit: limit, done: done) else { return done }
    return clinux_punch_hole(descriptor, off_t(due.lowerBound), off_t(due.count)) == 0 ? due.upperBound : done
  }

  /// As above, of the file at `path`.
  static func trim(path: String, limit: Int64, done: Int64? = nil) -> Int64? {
    guard FileSize.ownBytes(at: path) > limit, let file = try? RegularFile.openOwn(path, O_WRONLY) else { return done }
    defer { close(file.rawValue) }
    return trim(file.rawValue, limit: limit, done: done)
  }

  /// The first hole in the file from `offset` on, as far as it is one: what a reader has to skip.
  static func findHole(_ descriptor: Int32, from offset: Int64 = 0, size: Int64) -> Range<Int64>? {
    let start = Int64(clinux_next_hole(descriptor, off_t(offset)))
    if start < 0 || start >= size { return nil }
    let end = Int64(clinux_next_data(descriptor, off_t(start)))
    return start..<(end < 0 ? size : end)
  }
}
