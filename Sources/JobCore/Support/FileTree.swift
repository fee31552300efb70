// Removes what a job has left, a tree of directories included: links are not followed, and the depth of the tree costs
// neither memory nor descriptors.

import CLinux
import Glibc

/// Removes files and trees.
enum FileTree {
  /// Removes what is at `path`, and what is in it.
  static func remove(_ path: String) {
    var turn = Turn()
    _ = remove(path, &turn)
  }

  /// Removes what is at `path`, as far as one turn goes; false if something is left.
  static func remove(_ path: String, _ turn: inout Turn) -> Bool {
    if unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR { return true }
    // EISDIR, or EPERM as POSIX has it.
    if rmdir(path) == 0 || errno == ENOENT { return true }
    if errno != ENOTEMPTY && errno != EEXIST && errno != EACCES { return false }
    guard let top = Directory(top: path) else { return false }
    turn.begin(top.owner)
    top.empty(&turn)
    return rmdir(path) == 0 || errno == ENOENT
  }

  /// Calls `body` with each name in a directory.
  static func forEachName(in path: String, _ body: (String) -> Void) {
    guard let directory = Directory(path) else { return }
    directory.forEachName { name in
      body(String(cString: name))
      return true
    }
  }

  /// Some of the names in a directory that may have any number, if it is this user's; `nil` if it is not.
  static func ownNames(in path: String, max: Int) -> [String]? {
    guard let directory = Directory(top: path), directory.owner == geteuid() else { return nil }
    var names: [String] = []
    directory.forEachName { name in
      names.append(String(cString: name))
      return names.count < max
    }
    return names
  }

  /// An open directory. All names are looked up in it, not by a path that somebody may change meanwhile.
  private final class Directory {
    private let stream: OpaquePointer

    /// Any directory.
    init?(_ path: String) {
      guard let stream = Self.stream(Glibc.open(path, Self.flags)) else { return nil }
      self.stream = stream
    }

    /// A directory that is no mount: what somebody has mounted there is not ours to remove, and may never answer.
    convenience init?(top path: String) {
      guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
        self.init(AT_FDCWD, path)
        return
      }
      let above = Glibc.open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      if above < 0 { return nil }
      defer { close(above) }
      self.init(above, String(path[path.index(after: slash)...]))
    }

    /// The same below an open one. It is made accessible again, if a job has taken everybody's access, ours included.
    init?(_ base: Int32, _ name: UnsafePointer<CChar>) {
      var descriptor = clinux_open_below(base, name, Self.flags)
      if descriptor < 0 && errno == EACCES {
        Self.open(base, name)
        descriptor = clinux_open_below(base, name, Self.flags)
      }
      guard let stream = Self.stream(descriptor) else { return nil }
      self.stream = stream
    }

    private static let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC

    private static func stream(_ descriptor: Int32) -> OpaquePointer? {
      if descriptor < 0 { return nil }
      let stream = fdopendir(descriptor)
      if stream == nil { close(descriptor) }
      return stream
    }

    deinit {
      closedir(stream)
    }

    /// Root needs no access, and has more to lose: the owner of the tree, who may be somebody else, could put a link in
    /// the place of the directory, and the mode of what it leads to would be changed.
    private static func open(_ base: Int32, _ name: UnsafePointer<CChar>) {
      if geteuid() != 0 { _ = fchmodat(base, name, 0o700, 0) }
    }

    var descriptor: Int32 { dirfd(stream) }

    /// Whose it is; nobody's if that cannot be found out.
    var owner: uid_t {
      var status = stat()
      return fstat(descriptor, &status) == 0 ? status.st_uid : uid_t.max
    }

    /// Until `body` answers false.
    func forEachName(_ body: (UnsafePointer<CChar>) -> Bool) {
      rewinddir(stream)
      while let entry = readdir(stream) {
        guard let name = clinux_entry_name(entry), strcmp(name, ".") != 0, strcmp(name, "..") != 0 else { continue }
        if !body(name) { return }
      }
    }

    /// Removes all that is in it. What lies in a directory of it is moved up into it and removed in the next round, so
    /// that a tree of any depth is gone after as many rounds. A process that goes on making files ends the rounds.
    func empty(_ turn: inout Turn) {
      var moved = 0
      for _ in 0..<Limits.treeRoundsMax {
        let before = turn.changes
        forEachName { name in
          if !turn.takesOne() { return false }
          if Self.remove(name, in: descriptor, &turn) { return true }
          guard let below = Directory(descriptor, name), turn.mayEmpty(below.owner) else { return true }
          below.forEachName { inner in
            if !turn.takesOne() { return false }
            if Self.remove(inner, in: below.descriptor, &turn) { return true }
            // A directory changes its parent only if it may be written to.
            Self.open(below.descriptor, inner)
            moved += 1
            let name = ".jobd-\(moved)-\(UInt32.random(in: 0 ... .max))"
            if renameat(below.descriptor, inner, descriptor, name) == 0 { turn.changes += 1 }
            return true
          }
          if unlinkat(descriptor, name, AT_REMOVEDIR) == 0 { turn.changes += 1 }
          return true
        }
        // It is empty, or what is left cannot be removed.
        if turn.isOver || turn.changes == before { return }
      }
    }

    /// False for a directory with something in it.
    private static func remove(_ name: UnsafePointer<CChar>, in directory: Int32, _ turn: inout Turn) -> Bool {
      if unlinkat(directory, name, 0) != 0 && unlinkat(directory, name, AT_REMOVEDIR) != 0 { return false }
      turn.changes += 1
      return true
    }
  }
}
