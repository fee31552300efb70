// Copies what is in a file and leaves its holes out: a job can make a file that is longer than any disk.

import CLinux
import Glibc
import SystemPackage

/// Copies files.
enum FileCopy {
  /// Writes all of `source`, or its first bytes, to `target`, which is empty.
  static func all(
    from source: FileDescriptor, to target: FileDescriptor, bytesMax: Int64 = .max
  ) throws(Errno) {
    let size = min(off_t(try FileSize.bytes(of: source)), off_t(bytesMax))
    if ftruncate(target.rawValue, size) != 0 { throw Errno(rawValue: errno) }
    var buffer = [UInt8](repeating: 0, count: bufferBytes)
    var offset: off_t = 0
    while offset < size {
      let start = clinux_next_data(source.rawValue, offset)
      // There is a hole up to the end.
      if start < 0 && errno == ENXIO { return }
      let begin = start < 0 ? offset : start
      if begin >= size { return }
      let hole = start < 0 ? -1 : clinux_next_hole(source.rawValue, begin)
      // A file system that knows no holes has none.
      let end = hole < 0 ? size : min(hole, size)
      try part(begin..<end, from: source, to: target, &buffer)
      offset = end
    }
  }

  private static func part(
    _ range: Range<off_t>, from source: FileDescriptor, to target: FileDescriptor, _ buffer: inout [UInt8]
  ) throws(Errno) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let wanted = min(off_t(buffer.count), range.upperBound - offset)
      let count = pread(source.rawValue, &buffer, Int(wanted), offset)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw Errno(rawValue: errno) }
      // Somebody has made it shorter meanwhile.
      if count == 0 { return }
      var written = 0
      while written < count {
        let more = buffer.withUnsafeBytes { bytes in
          pwrite(target.rawValue, bytes.baseAddress?.advanced(by: written), count - written, offset + off_t(written))
        }
        if more < 0 && errno == EINTR { continue }
        if more < 0 { throw Errno(rawValue: errno) }
        written += more
      }
      offset += off_t(count)
    }
  }

  private static let bufferBytes = 1 << 20
}
