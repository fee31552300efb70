// What may be written on behalf of a follow-up: outputs of handlers in its batches, and, for a job of another user,
// copies of what its parents and the members of its batches made. Root writes them, past the user's quota and into the
// reserve of the disk.

import CLinux
import Glibc
import SystemPackage

/// What may still be written for one attempt.
struct ParentRoom: Sendable {
  var members = Limits.batchMembersShownMax
  var outputs = Limits.batchOutputsMax
  var outputBytes = Limits.batchOutputBytesMax

  /// Copies what a parent made to where a job of another user can read it; answers how many bytes it has if that is too
  /// much, and leaves no part of it. Where the file system lets files share their blocks, nothing is too much.
  mutating func copy(
    _ file: String, to path: String, _ paths: LogFiles.Paths
  ) async throws(ParentFault) -> Int64? {
    let bytesMax = outputs > 0 ? Int64(outputBytes) : -1
    let (taken, omitted) = try await ParentFiles.off { () throws(Errno) -> (Int, Int64?) in
      try LogFiles.makeParents(paths)
      let source = try RegularFile.openOwn(file, O_RDONLY)
      defer { close(source.rawValue) }
      let size = try FileSize.bytes(of: source)
      if bytesMax < 0 { return (0, size) }
      let target = try RegularFile.create(path)
      var isWhole = false
      defer {
        close(target.rawValue)
        if !isWhole { unlink(path) }
      }
      if clinux_clone(target.rawValue, source.rawValue) == 0 {
        isWhole = true
        return (0, nil)
      }
      if size > bytesMax { return (0, size) }
      // Somebody may go on writing it.
      try FileCopy.all(from: source, to: target, bytesMax: size)
      isWhole = true
      return (Int(size), nil)
    }
    if omitted == nil {
      outputs -= 1
      outputBytes -= taken
    }
    return omitted
  }
}
