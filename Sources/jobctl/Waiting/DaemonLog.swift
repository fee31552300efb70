// Where a daemon writes that is started in the background: a file in its data directory.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The log file of a daemon, open for what it will write.
final class DaemonLog: Sendable {
  /// A start makes the log begin anew when it is larger; what it had is kept once.
  private static let bytesMax: off_t = 8 << 20
  /// More than a daemon says that dies at its start.
  private static let readBytesMax = 64 << 10

  let path: String
  let descriptor: Int32
  /// What stands behind it is of this start.
  private let start: off_t

  /// Makes the directory where it is missing, for this user alone, as the daemon would.
  init(in directory: String) throws(CommandFailure) {
    path = directory + "/jobd.log"
    Self.make(directory)
    var status = stat()
    // A job of this user can put something else there, which must not be waited for or followed.
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > Self.bytesMax {
      rename(path, path + ".old")
    }
    descriptor = open(path, flags, 0o600)
    let code = errno
    guard descriptor >= 0 else {
      throw CommandFailure(.other, "The log \(path) cannot be written: \(String(cString: strerror(code))).")
    }
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
      close(descriptor)
      throw CommandFailure(.other, "\(path) is not a file of this user's.", hint: "See what it is, and remove it.")
    }
    start = status.st_size
  }

  deinit { close(descriptor) }

  /// What has been written since the start, or the beginning of it.
  func text() -> String {
    let reading = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard reading >= 0 else { return "" }
    defer { close(reading) }
    var bytes = [UInt8](repeating: 0, count: Self.readBytesMax)
    let count = pread(reading, &bytes, bytes.count, start)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  private static func make(_ directory: String) {
    var path = ""
    for part in directory.split(separator: "/") {
      path += "/" + part
      // If it cannot be made, the file in it cannot either, and that is said.
      mkdir(path, 0o700)
    }
  }
}
