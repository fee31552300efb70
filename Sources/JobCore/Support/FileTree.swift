// Removes what a job has left, a tree of directories included: links are not followed, and the depth of the tree costs
// neither memory nor descriptors.

import CLinux
import Glibc

/// Removes files and trees.
enum FileTree {
  /// Removes what is at `path`, and what is in it.
  static func remove(_ path: String) {
    if unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR { return }
    // EISDIR, or EPERM as POSIX has it.
    if rmdir(path) == 0 || (errno != ENOTEMPTY && errno != EEXIST && errno != EACCES) { return }
    guard let top = Directory(AT_FDCWD, path, opening: true) else { return }
    top.empty()
    rmdir(path)
  }

  /// Calls `body` with each name in a directory.
  static func forEachName(in path: String, _ body: (String) -> Void) {
    guard let directory = Directory(AT_FDCWD, path, opening: false) else { return }
    directory.forEachName { name in body(String(cString: name)) }
  }

  /// An open directory. All names are looked up in it, not by a path that somebody may change meanwhile.
  private final class Directory {
    private let stream: OpaquePointer

    /// - Parameter opening: makes a directory accessible again to which a job has taken everybody's access, ours
    ///   included.
    init?(_ base: Int32, _ name: UnsafePointer<CChar>, opening: Bool) {
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      var descriptor = openat(base, name, flags)
      if opening && descriptor < 0 && errno == EACCES {
        Self.open(base, name)
        descriptor = openat(base, name, flags)
      }
      guard descriptor >= 0 else { return nil }
      guard let stream = fdopendir(descriptor) else {
        close(descriptor)
        return nil
      }
      self.stream = stream
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

    func forEachName(_ body: (UnsafePointer<CChar>) -> Void) {
      rewinddir(stream)
      while let entry = readdir(stream) {
        guard let name = clinux_entry_name(entry), strcmp(name, ".") != 0, strcmp(name, "..") != 0 else { continue }
        body(name)
      }
    }

    /// Removes all that is in it. What lies in a directory of it is moved up into it and removed in the next round, so
    /// that a tree of any depth is gone after as many rounds. A process that goes on making files ends the rounds.
    func empty() {
      var moved = 0
      for _ in 0..<Limits.treeRoundsMax {
        var isEmpty = true
        forEachName { name in
          isEmpty = false
          if Self.remove(name, in: descriptor) { return }
          guard let below = Directory(descriptor, name, opening: true) else { return }
          below.forEachName { inner in
            if Self.remove(inner, in: below.descriptor) { return }
            // A directory changes its parent only if it may be written to.
            Self.open(below.descriptor, inner)
            moved += 1
            _ = renameat(below.descriptor, inner, descriptor, ".jobd-\(moved)-\(UInt32.random(in: 0 ... .max))")
          }
          _ = unlinkat(descriptor, name, AT_REMOVEDIR)
        }
        if isEmpty { return }
      }
    }

    /// False for a directory with something in it.
    private static func remove(_ name: UnsafePointer<CChar>, in directory: Int32) -> Bool {
      unlinkat(directory, name, 0) == 0 || unlinkat(directory, name, AT_REMOVEDIR) == 0
    }
  }
}
