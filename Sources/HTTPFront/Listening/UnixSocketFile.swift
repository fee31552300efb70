// The socket file of a Unix listener: made with its mode before anybody can connect, replaced only when nobody answers
// on it, removed only while it is still ours.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A bound, listening Unix socket and the identity of its file.
struct UnixSocketFile: Sendable {
  let path: String
  /// The listening descriptor; whoever takes it closes it.
  let descriptor: Int32
  private let device: dev_t
  private let inode: ino_t

  /// Makes the socket and listens on it.
  ///
  /// - Effect: a stale file at `path` is replaced; the file has exactly `mode` and, when given, `group`.
  /// - Errors: `.addressInUse` when somebody accepts connections there; the file is left alone.
  static func listen(path: String, mode: UInt16, group: String?, backlog: Int32) throws(ListenError) -> UnixSocketFile {
    try removeIfStale(path)
    let gid = try group.map { name throws(ListenError) in try groupID(of: name) }
    let descriptor = try makeSocket(path)
    do throws(ListenError) {
      try check(withAddress(path) { bind(descriptor, $0, $1) }, "bind", path)
      // A connection before listen() is refused, so whatever mode the umask gave the file, nobody uses it before this.
      if let gid { try check(chown(path, uid_t.max, gid), "chown", path) }
      try check(chmod(path, mode_t(mode)), "chmod", path)
      try check(Self.listen(descriptor, backlog), "listen", path)
      var info = stat()
      try check(stat(path, &info), "stat", path)
      return UnixSocketFile(path: path, descriptor: descriptor, device: info.st_dev, inode: info.st_ino)
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// Removes the file unless another process has put its own there.
  func remove() {
    var info = stat()
    guard lstat(path, &info) == 0, info.st_dev == device, info.st_ino == inode else { return }
    unlink(path)
  }

  private static func removeIfStale(_ path: String) throws(ListenError) {
    var info = stat()
    guard lstat(path, &info) == 0 else {
      if errno == ENOENT { return }
      throw failure("stat", path)
    }
    guard info.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    let probe = try makeSocket(path)
    defer { close(probe) }
    if withAddress(path, { connect(probe, $0, $1) }) == 0 || errno == EAGAIN {
      throw .addressInUse(address: "unix://\(path)")
    }
    switch errno {
    case ECONNREFUSED: if unlink(path) != 0, errno != ENOENT { throw failure("unlink", path) }
    case ENOENT: return
    default: throw failure("connect", path)
    }
  }

  private static func makeSocket(_ path: String) throws(ListenError) -> Int32 {
    #if os(Linux)
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    #else
      let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw failure("socket", path) }
    // Non-blocking, so that the probe of a full but living listener answers instead of waiting.
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    return descriptor
  }

  private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    precondition(path.utf8.count < capacity, "ListenAddress keeps socket paths short enough")
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }

  private static func groupID(of name: String) throws(ListenError) -> gid_t {
    var record = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getgrnam_r(name, &record, &buffer, buffer.count, &found) == 0, found != nil else {
      throw .unknownGroup(name)
    }
    return record.gr_gid
  }

  private static func listen(_ descriptor: Int32, _ backlog: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.listen(descriptor, backlog)
    #elseif canImport(Musl)
      Musl.listen(descriptor, backlog)
    #else
      Darwin.listen(descriptor, backlog)
    #endif
  }

  private static func check(_ result: Int32, _ call: String, _ path: String) throws(ListenError) {
    guard result != 0 else { return }
    if call == "bind", errno == EADDRINUSE { throw .addressInUse(address: "unix://\(path)") }
    throw failure(call, path)
  }

  private static func failure(_ call: String, _ path: String) -> ListenError {
    let code = errno
    return .system(address: "unix://\(path)", call: call, errno: code, reason: String(cString: strerror(code)))
  }
}
