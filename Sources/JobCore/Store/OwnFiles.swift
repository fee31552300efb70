// What has been in a data directory before: looked at before any of it is opened. Nobody but its owner can write to the
// directory, so what is found stays as it is found.

import CLinux
import Glibc

/// The files of a data directory that is locked.
struct OwnFiles {
  let path: String
  /// The directory, open.
  let directory: Int32

  /// All that decides what jobd does, and all that tells of jobs. The tokens are looked at by who reads them.
  private static let names = [
    "jobd.lock", "jobd.sqlite", "jobd.sqlite-wal", "jobd.sqlite-shm", "jobd.sqlite-journal", "jobd.numbers",
    "jobd.ends", "workers.mark", "callback-secret",
  ]

  /// Refuses what somebody else may have put there, and closes to others what they could read; returns the paths of what
  /// has been closed.
  func check() throws(OpenError) -> [String] {
    var closed: [String] = []
    for name in Self.names {
      guard let status = status(name) else { continue }
      let isLink = status.st_mode & S_IFMT == S_IFLNK
      if !isLink, let what = RegularFile.kind(of: status) { throw .notOurs(path: at(name), what: what) }
      if try close(name, status) { closed.append(at(name)) }
    }
    // What is in it is closed by that, whatever its own modes.
    if let status = status("logs") {
      let kind = status.st_mode & S_IFMT
      if kind != S_IFDIR && kind != S_IFLNK { throw .notOurs(path: at("logs"), what: "no directory") }
      if try close("logs", status) { closed.append(at("logs")) }
      try checkStores()
    }
    return closed
  }

  /// The directories in `logs`, this store's and those of others that have been here. What is neither a directory nor a
  /// link is replaced when one is made there.
  private func checkStores() throws(OpenError) {
    let descriptor = openat(directory, "logs", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw .notWritable(at("logs"), errno) }
    guard let stream = fdopendir(descriptor) else {
      Glibc.close(descriptor)
      throw .notWritable(at("logs"), ENOMEM)
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      guard let name = clinux_entry_name(entry), strcmp(name, ".") != 0, strcmp(name, "..") != 0 else { continue }
      var status = stat()
      guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      let kind = status.st_mode & S_IFMT
      guard kind == S_IFDIR || kind == S_IFLNK, let distrust = Distrust(status) else { continue }
      throw .distrusted(path: at("logs/\(String(cString: name))"), distrust)
    }
  }

  private func at(_ name: String) -> String { "\(path)/\(name)" }

  private func status(_ name: String) -> stat? {
    var status = stat()
    return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
  }

  /// True if there was something to close.
  private func close(_ name: String, _ status: stat) throws(OpenError) -> Bool {
    if let distrust = Distrust(status) { throw .distrusted(path: at(name), distrust) }
    if status.st_mode & 0o077 == 0 { return false }
    if fchmodat(directory, name, status.st_mode & 0o700, 0) != 0 { throw .notWritable(at(name), errno) }
    return true
  }
}
