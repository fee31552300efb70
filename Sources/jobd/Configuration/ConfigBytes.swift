// The bytes of a configuration file. Its commands run as the user that jobd runs as, so whoever may write to it is that
// user: a file that others can write to, or could have put there, is not read.

import Glibc
import JobCore

/// Reads configuration files.
enum ConfigBytes {
  /// More is a mistake in the path.
  static let bytesMax = 4 << 20

  /// - Errors: `.unreadable`, `.distrusted`.
  static func read(_ path: String) throws(ConfigError) -> [UInt8] {
    // Root's may lie where others can rename things; looked at first, for what is below could change meanwhile.
    do throws(OpenError) {
      try DirectoriesAbove.check(file: absolute(path))
    } catch {
      if case .distrustedAbove(let place, let distrust) = error {
        throw .distrusted(path: path, place: place, distrust)
      }
      throw .unreadable(path: path, reason: "\(error)")
    }
    // Links are followed: a configuration is often one. If it is a FIFO, this does not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: "it is no regular file") }
    if let distrust = distrust(of: status) { throw .distrusted(path: path, place: path, distrust) }
    guard status.st_size <= bytesMax else {
      throw .unreadable(path: path, reason: "it is larger than \(bytesMax) bytes")
    }
    return try bytes(of: descriptor, path)
  }

  /// Root's is taken by all, and so is what root's group may write to, or a group that by its number is the user's alone:
  /// many systems have one for each user, and let it write to whatever that user makes.
  private static func distrust(of status: stat) -> Distrust? {
    if status.st_uid != geteuid() && status.st_uid != 0 { return .owner(status.st_uid) }
    let isOwnGroup = status.st_gid == 0 || status.st_gid == geteuid() && status.st_gid == getegid()
    let others: mode_t = isOwnGroup ? 0o002 : 0o022
    return status.st_mode & others != 0 ? .writable(mode: UInt16(status.st_mode & 0o7777)) : nil
  }

  /// At most one byte more than there may be: it may grow meanwhile.
  private static func bytes(of descriptor: Int32, _ path: String) throws(ConfigError) -> [UInt8] {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= bytesMax {
      let count = Glibc.read(descriptor, &part, part.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += part[..<count]
      } else if errno != EINTR {
        throw .unreadable(path: path, reason: String(cString: strerror(errno)))
      }
    }
    throw .unreadable(path: path, reason: "it is larger than \(bytesMax) bytes")
  }

  private static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let here = getcwd(nil, 0) else { return "/" + path }
    defer { free(here) }
    return "\(String(cString: here))/\(path)"
  }
}
