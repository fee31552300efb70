// Files read whole, under a bound.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads small files.
package enum FileBytes {
  /// A file cannot be read.
  package enum Failure: Error, Equatable {
    /// It cannot be opened: it is not there, or is not this user's to read.
    case unopened
    /// It is there, but is no file with bytes in it, or the disk does not give them.
    case unread
    case larger(bytesMax: Int)
  }

  private static let pieceBytes = 64 << 10

  /// All bytes of a file.
  package static func read(_ path: String, bytesMax: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unopened }
    defer { close(descriptor) }
    return try read(from: descriptor, bytesMax: bytesMax)
  }

  /// All bytes up to the end of what a descriptor gives.
  package static func read(from descriptor: Int32, bytesMax: Int) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: pieceBytes)
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, &piece, piece.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, &piece, piece.count)
      #else
        let count = Darwin.read(descriptor, &piece, piece.count)
      #endif
      if count == 0 { return bytes }
      if count > 0 {
        bytes += piece[..<count]
        if bytes.count > bytesMax { throw .larger(bytesMax: bytesMax) }
      } else if errno == EAGAIN {
        // Standard input that somebody else has made non-blocking.
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&ready, 1, -1)
      } else if errno != EINTR {
        throw .unread
      }
    }
  }
}
