// The token file as a file: made if it is not there, looked at without being read, and read. What stands in it is
// TokenList's.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads and creates token files.
package enum TokenFileReader {
  /// Bytes of a token file; more is a mistake in the path.
  static let bytesMax = 1 << 20

  /// The identity of the file's content, to notice a change without reading it.
  struct Version: Equatable {
    let device: UInt64
    let inode: UInt64
    let bytes: Int64
    let modified: Int64
    let changed: Int64

    /// A change within this time of another one may leave all of the above as it was: the clock of a file system ticks
    /// every few milliseconds, on some every two seconds.
    static let tickNanoseconds: Int64 = 2_000_000_000
  }

  /// What was read.
  struct Content {
    let bytes: [UInt8]
    /// `nil` if the file was written so lately that it may change once more without its looks changing.
    let version: Version?
  }

  /// Makes a file with a single admin token, readable by its owner only; an existing file is left alone.
  package static func createIfMissing(_ path: String) throws(TokenFileError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { return }
      throw .unusable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var random = SystemRandomNumberGenerator()
    let token = (0..<4).map { _ in
      let digits = String(random.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
    let text = Array(
      """
      # TOKEN NAME SCOPES [queues=...] [kinds=...] [run_as=USER]
      # Whoever has a token that may run commands can do all that the user of jobd can, unless it says run_as.
      \(token) admin admin

      """.utf8)
    guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
      throw .unusable(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Whether there is anything at `path`.
  static func isThere(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// What the file at `path` is now; `nil` when it cannot be looked at.
  static func version(of path: String) -> Version? {
    var info = stat()
    return lstat(path, &info) == 0 ? Version(info) : nil
  }

  static func read(_ path: String) throws(TokenFileError) -> Content {
    // Whoever may put a link in its place chooses who gets in. If it is a FIFO, this does not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw errno == ELOOP ? .link(path: path) : TokenFileError(errno, path: path) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw TokenFileError(errno, path: path) }
    guard info.st_mode & S_IFMT == S_IFREG else { throw .unusable(path: path, reason: "it is no regular file") }
    guard info.st_uid == geteuid() || info.st_uid == 0 else {
      throw .foreign(path: path, owner: info.st_uid, user: geteuid())
    }
    guard info.st_mode & 0o077 == 0 else { throw .tooOpen(path: path, mode: UInt16(info.st_mode & 0o777)) }
    guard info.st_size <= bytesMax else { throw .unusable(path: path, reason: "it is larger than \(bytesMax) bytes") }
    var bytes = [UInt8](repeating: 0, count: Int(info.st_size) + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { part in
        #if canImport(Glibc)
          Glibc.read(descriptor, part.baseAddress?.advanced(by: count), part.count - count)
        #elseif canImport(Musl)
          Musl.read(descriptor, part.baseAddress?.advanced(by: count), part.count - count)
        #else
          Darwin.read(descriptor, part.baseAddress?.advanced(by: count), part.count - count)
        #endif
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw TokenFileError(errno, path: path) }
      if got == 0 { break }
      count += got
    }
    let version = Version(info)
    return Content(bytes: Array(bytes[..<count]), version: version.isSettled ? version : nil)
  }
}

extension TokenFileReader.Version {
  fileprivate init(_ info: stat) {
    #if canImport(Darwin)
      let (modified, changed) = (info.st_mtimespec, info.st_ctimespec)
    #else
      let (modified, changed) = (info.st_mtim, info.st_ctim)
    #endif
    self.init(
      device: UInt64(info.st_dev), inode: UInt64(info.st_ino), bytes: Int64(info.st_size),
      modified: Int64(modified.tv_sec) * 1_000_000_000 + Int64(modified.tv_nsec),
      changed: Int64(changed.tv_sec) * 1_000_000_000 + Int64(changed.tv_nsec))
  }

  /// Whether the next change will show. By the clock that file systems use; a file from the future never settles.
  fileprivate var isSettled: Bool {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) - max(modified, changed) > Self.tickNanoseconds
  }
}

extension TokenFileError {
  /// What a system call says about the file.
  fileprivate init(_ code: Int32, path: String) {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT, ENOTDIR: self = .missing(path: path)
    // These pass by themselves, and say nothing about what the file has.
    case EMFILE, ENFILE, ENOMEM, EIO, EAGAIN, EINTR, ESTALE, ETIMEDOUT, ENOTCONN, ECONNABORTED, EHOSTDOWN, EREMOTEIO:
      self = .unread(path: path, reason: reason)
    default: self = .unusable(path: path, reason: reason)
    }
  }
}
