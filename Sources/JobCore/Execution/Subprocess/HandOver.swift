// The files that an attempt reads and writes by their names, where it runs as another user: in a directory of its own,
// which belongs to that user, under one through which everybody may pass and in which nobody may look around. All else in
// the data directory is jobd's alone.

import Dispatch
import Glibc
import Logging
import SystemPackage

/// The directories of attempts that run as other users.
struct HandOver: Sendable {
  private let root: String
  private let broom: PlaceBroom
  private static let queue = DispatchQueue(label: "jobd.handover", qos: .utility, attributes: .concurrent)

  private static let name = "attempts"

  /// Makes the place for them. Nothing of an earlier boot is in it: a start with its number may come once more, if an
  /// older copy of the database was put back.
  init(in dataDirectory: String, logger: Logger) throws(OpenError) {
    root = "\(dataDirectory)/\(Self.name)"
    broom = PlaceBroom(dataDirectory, logger: logger)
    var status = stat()
    if lstat(root, &status) == 0 {
      if let distrust = Distrust(status) { throw .distrusted(path: root, distrust) }
      if rmdir(root) != 0 {
        do throws(Errno) { try broom.setAside(root) } catch { throw .notWritable(root, error.rawValue) }
      }
    }
    // The mask of the process would close it.
    if mkdir(root, 0o700) != 0 || chmod(root, 0o711) != 0 { throw .notWritable(root, errno) }
    try Self.open(dataDirectory)
  }

  /// Lets others pass through the data directory; its own files are closed to them, each by itself.
  private static func open(_ path: String) throws(OpenError) {
    var status = stat()
    if stat(path, &status) != 0 { throw .notWritable(path, errno) }
    let mode = status.st_mode & 0o7777
    if mode & 0o011 != 0o011 && chmod(path, mode | 0o011) != 0 { throw .notWritable(path, errno) }
  }

  /// Removes what earlier boots have left. Users may have made trees of any size.
  func sweep() async { await broom.sweep() }

  /// Returns when nothing is removed any more.
  func close() async { await broom.close() }

  // MARK: Of one attempt

  /// Makes the directory of an attempt, which is jobd's own until it is given away.
  func make(for paths: LogFiles.Paths) throws(Errno) -> LogFiles.Paths {
    var paths = paths
    let place = "\(root)/\(paths.stem)"
    if mkdir(place, 0o700) != 0 {
      if errno != EEXIST { throw Errno(rawValue: errno) }
      try broom.setAside(place)
      if mkdir(place, 0o700) != 0 { throw Errno(rawValue: errno) }
    }
    paths.place = place
    return paths
  }

  /// Gives the directory to its user, with what has been put into it. The directory itself comes last: until then nobody
  /// else can change what is in it.
  func give(_ place: String, to user: UserAccount) async throws(Errno) {
    let result: Result<Void, Errno> = await Self.off {
      do throws(Errno) { return .success(try Self.give(place, user)) } catch { return .failure(error) }
    }
    try result.get()
  }

  private static func give(_ path: String, _ user: UserAccount) throws(Errno) {
    var names: [String] = []
    FileTree.forEachName(in: path) { names.append($0) }
    for name in names {
      var status = stat()
      if lstat("\(path)/\(name)", &status) != 0 { throw Errno(rawValue: errno) }
      if status.st_mode & S_IFMT == S_IFDIR {
        try give("\(path)/\(name)", user)
      } else if lchown("\(path)/\(name)", user.uid, user.gid) != 0 {
        throw Errno(rawValue: errno)
      }
    }
    if lchown(path, user.uid, user.gid) != 0 { throw Errno(rawValue: errno) }
  }

  /// The attempt is over: what it has left is removed soon.
  func remove(_ place: String) { broom.remove(place) }

  private static func off<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: body()) }
    }
  }
}
