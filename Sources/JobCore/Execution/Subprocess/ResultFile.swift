// What a job has left in `$JOBD_RESULT`, once its attempt has ended: taken away from under its name, so that what is
// shown as the result is the same whenever it is asked for, whatever processes the job has left behind.

import CLinux
import Dispatch
import Glibc
import SystemPackage

/// Takes over the results of commands.
enum ResultFile {
  enum Found: Sendable {
    case nothing
    case result
    /// Something that is no result, and what to say about it.
    case intruder(JobFailure)
  }

  private static let queue = DispatchQueue(label: "jobd.results", attributes: .concurrent)

  /// Moves what is at `paths.draft` to `paths.result`; with `sync` it is on the disk before the end of the attempt is
  /// recorded, so that no power cut leaves a job that has a result without it.
  ///
  /// - Parameter owner: whose it is, if the job ran as another user.
  static func take(_ paths: LogFiles.Paths, _ sync: RegularFile.Sync, owner: uid_t? = nil) async -> Found {
    // Most jobs leave nothing. Where another user may have mounted something, even a look may take long.
    if paths.place == nil && !RegularFile.isAnything(paths.draft) { return .nothing }
    return await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: takeNow(paths, sync, owner)) }
    }
  }

  private static func takeNow(_ paths: LogFiles.Paths, _ sync: RegularFile.Sync, _ owner: uid_t?) -> Found {
    // A tree may take its time, which the end of the attempt need not wait for. A place of its own goes as a whole.
    defer {
      if paths.place == nil, unlink(paths.draft) != 0 && errno != ENOENT { LogBroom.sweep(path: paths.draft) }
    }
    // What its user has mounted may not answer when it is asked for the result.
    if isMounted(paths) { return .intruder(failure("in a file system that the job has mounted")) }
    if !RegularFile.isAnything(paths.draft) { return .nothing }
    do throws(Errno) {
      if let intruder = RegularFile.intruder(at: paths.draft, owner: owner) { return .intruder(failure(intruder)) }
      let draft = try RegularFile.openOwn(paths.draft, O_RDONLY, owner: owner)
      defer { close(draft.rawValue) }
      var status = stat()
      if fstat(draft.rawValue, &status) != 0 { throw Errno(rawValue: errno) }
      FileTree.remove(paths.result)
      // A process that still has the file open writes to the old one from now on. One that is larger than anybody is
      // shown of it keeps its place on the disk.
      if status.st_size > Limits.resultBytesMax || !copy(draft, to: paths.result, sync) {
        try sync.file(draft)
        if try move(paths, draft, sync), let owner, try adopt(paths.result, from: owner, status) {
          try copyAll(draft, to: paths.result, sync)
        }
      }
      sync.directory(paths.directory)
      return .result
    } catch {
      let why =
        error == .fileTooLarge
        ? "has more than \(Limits.batchOutputBytesMax) bytes, and cannot be moved: a process that the job has left behind "
          + "writes it, or logs/ is on another file system than attempts/" : "cannot be read: \(error)"
      return .intruder(JobFailure(code: "result", message: "exited with code 0, but $JOBD_RESULT \(why)"))
    }
  }

  /// The place of an attempt of another user, or what stands for its result there.
  private static func isMounted(_ paths: LogFiles.Paths) -> Bool {
    guard let place = paths.place, let slash = place.lastIndex(of: "/") else { return false }
    let name = String(place[place.index(after: slash)...])
    return clinux_is_mount(String(place[..<slash]), name) != 0 || clinux_is_mount(place, "result") != 0
  }

  /// False if there is a copy of ours there instead.
  private static func move(
    _ paths: LogFiles.Paths, _ draft: FileDescriptor, _ sync: RegularFile.Sync
  ) throws(Errno) -> Bool {
    if rename(paths.draft, paths.result) == 0 { return true }
    // The logs may lie on another disk than the places of attempts.
    if errno != EXDEV || paths.place == nil { throw Errno(rawValue: errno) }
    try copyAll(draft, to: paths.result, sync)
    return false
  }

  /// As root, past the user's quota, so there is a bound.
  private static func copyAll(_ draft: FileDescriptor, to path: String, _ sync: RegularFile.Sync) throws(Errno) {
    // Nothing that is not whole is the result.
    FileTree.remove(path)
    let size = try FileSize.bytes(of: draft)
    if size > Limits.batchOutputBytesMax { throw .fileTooLarge }
    let file = try RegularFile.create(path, mode: 0o400)
    defer { close(file.rawValue) }
    do throws(Errno) {
      try FileCopy.all(from: draft, to: file, bytesMax: size)
      try sync.file(file)
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Makes what a job of another user has left our own. It is in our directory now, so it is looked at once more: until
  /// then that user could put something else in its place, also a file of ours that lies where the user may move it.
  ///
  /// True if a process still has it open for writing, and could go on at our expense.
  static func adopt(_ path: String, from owner: uid_t, _ seen: stat) throws(Errno) -> Bool {
    do throws(Errno) {
      let file = try RegularFile.openOwn(path, O_RDONLY, owner: owner)
      defer { close(file.rawValue) }
      var status = stat()
      guard fstat(file.rawValue, &status) == 0, status.st_ino == seen.st_ino, status.st_dev == seen.st_dev,
        status.st_uid == owner
      else { throw .noSuchAddressOrDevice }
      if fchown(file.rawValue, geteuid(), getegid()) != 0 { throw Errno(rawValue: errno) }
      if fchmod(file.rawValue, 0o400) != 0 { throw Errno(rawValue: errno) }
      return clinux_is_written(file.rawValue) != 0
    } catch {
      FileTree.remove(path)
      throw error
    }
  }

  /// False if there is no room for a copy.
  private static func copy(_ draft: FileDescriptor, to path: String, _ sync: RegularFile.Sync) -> Bool {
    do {
      var bytes = [UInt8](repeating: 0, count: Int(Limits.resultBytesMax))
      let count = try bytes.withUnsafeMutableBytes { buffer in
        var count = 0
        while count < buffer.count {
          let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
          let read = try draft.read(fromAbsoluteOffset: Int64(count), into: rest)
          if read == 0 { break }
          count += read
        }
        return count
      }
      bytes.removeLast(bytes.count - count)
      try RegularFile.create(path, mode: 0o400, with: bytes, sync)
      return true
    } catch {
      unlink(path)
      return false
    }
  }

  private static func failure(_ intruder: String) -> JobFailure {
    JobFailure(
      code: "result", message: "exited with code 0, but $JOBD_RESULT is \(intruder); it must be a regular file")
  }
}
