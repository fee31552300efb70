// The size of a file, for limits and reports.

import Glibc
import SystemPackage

/// Sizes of files.
enum FileSize {
  /// Bytes of the regular file at `path`; 0 if there is none.
  static func bytes(at path: String) -> Int64 {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : 0
  }

  /// Bytes of an open file.
  static func bytes(of file: FileDescriptor) throws(Errno) -> Int64 {
    var status = stat()
    if fstat(file.rawValue, &status) != 0 { throw Errno(rawValue: errno) }
    return Int64(status.st_size)
  }

  /// As `bytes`, of a file that a job may have replaced: 0 for one that would not be opened.
  static func ownBytes(at path: String) -> Int64 {
    RegularFile.isThere(path) ? bytes(at: path) : 0
  }
}
