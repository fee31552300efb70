// Files at paths that a job can replace by what it likes. A link is not followed, nobody waits for the other end of a
// FIFO, and what is no regular file is not read or written.

import Glibc
import SystemPackage

/// Looks at and opens regular files only.
enum RegularFile {
  /// Whether there is a regular file at `path`.
  static func isThere(_ path: String) -> Bool {
    kind(of: path) == S_IFREG
  }

  /// Whether there is anything at `path`, be it a link that leads nowhere.
  static func isAnything(_ path: String) -> Bool {
    kind(of: path) != nil
  }

  /// What stands at `path` in its place, in words; `nil` for a regular file and for nothing.
  static func intruder(at path: String) -> String? {
    switch kind(of: path) {
    case nil, S_IFREG: nil
    case S_IFIFO: "a FIFO"
    case S_IFLNK: "a symbolic link"
    case S_IFDIR: "a directory"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "no regular file"
    }
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Opens the file; with O_CREAT it is made readable by its owner only. O_NONBLOCK, which changes nothing for regular
  /// files, stays set.
  ///
  /// - Errors: `ENXIO` for what is no regular file, `ELOOP` for a link.
  static func open(_ path: String, _ flags: Int32) throws(Errno) -> FileDescriptor {
    let descriptor = Glibc.open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0o600)
    if descriptor < 0 { throw Errno(rawValue: errno) }
    var status = stat()
    if fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG {
      return FileDescriptor(rawValue: descriptor)
    }
    close(descriptor)
    throw .noSuchAddressOrDevice
  }

  /// Makes a file that nobody has open, in the place of whatever is there, for its owner only.
  static func create(_ path: String, mode: mode_t = 0o600) throws(Errno) -> FileDescriptor {
    remove(path)
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    if descriptor < 0 { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: descriptor)
  }

  /// Writes all of `bytes` to a file that nobody has open.
  static func create(_ path: String, mode: mode_t = 0o600, with bytes: [UInt8]) throws(Errno) {
    let file = try create(path, mode: mode)
    defer { Glibc.close(file.rawValue) }
    do { try file.writeAll(bytes) } catch { throw error as? Errno ?? .ioError }
  }

  /// A directory for its owner only; what is there and is none makes room.
  static func makeDirectory(_ path: String) throws(Errno) {
    if mkdir(path, 0o700) == 0 { return }
    if errno != EEXIST { throw Errno(rawValue: errno) }
    if kind(of: path) == S_IFDIR { return }
    unlink(path)
    if mkdir(path, 0o700) != 0 { throw Errno(rawValue: errno) }
  }

  /// Removes what is at `path`, if it is not a directory with something in it.
  static func remove(_ path: String) {
    if unlink(path) != 0 && errno == EISDIR { rmdir(path) }
  }
}
