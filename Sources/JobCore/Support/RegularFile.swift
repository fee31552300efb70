// Files at paths that a job can replace by what it likes. A link is not followed, nobody waits for the other end of a
// FIFO, and what is no regular file of ours is not read or written.

import Glibc
import SystemPackage

/// Looks at and opens regular files only.
package enum RegularFile {
  /// Whether there is a regular file of ours at `path`.
  static func isThere(_ path: String) -> Bool {
    status(of: path).map { isRegular($0) && isOwn($0) } ?? false
  }

  /// Whether there is anything at `path`, be it a link that leads nowhere.
  static func isAnything(_ path: String) -> Bool {
    status(of: path) != nil
  }

  /// What stands at `path` in its place, in words; `nil` for a regular file of ours and for nothing.
  ///
  /// - Parameter owner: whose it has to be; `nil` is ours or root's.
  static func intruder(at path: String, owner: uid_t? = nil) -> String? {
    guard let status = status(of: path) else { return nil }
    if !isRegular(status) { return kind(of: status) }
    if status.st_nlink != 1 { return "a file with another name (a hard link)" }
    return isOwn(status, by: owner) ? nil : "another user's file"
  }

  /// What has this status, in words; `nil` for a regular file.
  static func kind(of status: stat) -> String? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFIFO: "a FIFO"
    case S_IFLNK: "a symbolic link"
    case S_IFDIR: "a directory"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "no regular file"
    }
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  private static func isRegular(_ status: stat) -> Bool {
    status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether the file has no other name than the one in our directory, and was made by us or by root: so a job that may
  /// write where its result goes cannot pass off another file as its result.
  private static func isOwn(_ status: stat) -> Bool {
    status.st_nlink == 1 && (status.st_uid == geteuid() || status.st_uid == 0)
  }

  /// The same of a file that this user, and nobody else, has made.
  private static func isOwn(_ status: stat, by owner: uid_t?) -> Bool {
    guard let owner else { return isOwn(status) }
    return status.st_nlink == 1 && status.st_uid == owner
  }

  /// Opens a file that a job may have replaced: as `open`, and it has to be our own.
  ///
  /// - Errors: as those of `open`; `ENXIO` also for a file of another user and one with a second name.
  ///
  /// - Parameter owner: whose it has to be; `nil` is ours or root's.
  static func openOwn(_ path: String, _ flags: Int32, owner: uid_t? = nil) throws(Errno) -> FileDescriptor {
    let (file, status) = try opened(path, flags)
    if isOwn(status, by: owner) { return file }
    close(file.rawValue)
    throw .noSuchAddressOrDevice
  }

  /// Opens the file; with O_CREAT it is made readable by its owner only. O_NONBLOCK, which changes nothing for regular
  /// files, stays set.
  ///
  /// - Errors: `ENXIO` for what is no regular file, `ELOOP` for a link.
  static func open(_ path: String, _ flags: Int32) throws(Errno) -> FileDescriptor {
    try opened(path, flags).0
  }

  /// What `open` finds at `path`, at most `bytesMax` bytes of it; `nil` if there is nothing to read.
  package static func beginning(of path: String, bytesMax: Int) -> [UInt8]? {
    guard let file = try? open(path, O_RDONLY) else { return nil }
    defer { close(file.rawValue) }
    var buffer = [UInt8](repeating: 0, count: bytesMax)
    let count = read(file.rawValue, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  private static func opened(_ path: String, _ flags: Int32) throws(Errno) -> (FileDescriptor, stat) {
    let descriptor = Glibc.open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0o600)
    if descriptor < 0 { throw Errno(rawValue: errno) }
    var status = stat()
    if fstat(descriptor, &status) == 0 && isRegular(status) { return (FileDescriptor(rawValue: descriptor), status) }
    close(descriptor)
    throw .noSuchAddressOrDevice
  }

  /// Makes a file that nobody has open, in the place of whatever is there, for its owner only.
  static func create(_ path: String, mode: mode_t = 0o600) throws(Errno) -> FileDescriptor {
    FileTree.remove(path)
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    if descriptor < 0 { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: descriptor)
  }

  /// Writes all of `bytes` to a file that nobody has open.
  static func create(
    _ path: String, mode: mode_t = 0o600, with bytes: [UInt8], _ sync: Sync = .later
  ) throws(Errno) {
    let file = try create(path, mode: mode)
    defer { Glibc.close(file.rawValue) }
    do { try file.writeAll(bytes) } catch { throw error as? Errno ?? .ioError }
    try sync.file(file)
  }

  /// When what is written reaches the disk.
  enum Sync {
    /// When the kernel writes it.
    case later
    /// Before the call returns.
    case now

    /// The bytes of a file.
    func file(_ file: FileDescriptor) throws(Errno) {
      if self == .now && fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
    }

    /// The names in a directory. A file system that cannot sync one has nothing to sync.
    func directory(_ path: String) {
      if self == .later { return }
      let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      if descriptor < 0 { return }
      fsync(descriptor)
      close(descriptor)
    }
  }

  /// Makes a directory for its owner only; anything else that stands at the path is removed.
  static func makeDirectory(_ path: String) throws(Errno) {
    if mkdir(path, 0o700) == 0 { return }
    if errno != EEXIST { throw Errno(rawValue: errno) }
    if let status = status(of: path), status.st_mode & S_IFMT == S_IFDIR { return }
    unlink(path)
    if mkdir(path, 0o700) != 0 { throw Errno(rawValue: errno) }
  }
}
