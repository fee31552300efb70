// The index of the write-ahead log is a file that SQLite maps into memory and makes larger by a byte in each page: on a
// file system with smaller blocks it is full of holes, and to write into one on a full disk is a SIGBUS, which nothing
// survives. So there has to be room before it is made, and it gets its blocks before it needs them.

import CLinux
import Glibc
import Synchronization
import SystemPackage

/// Blocks for the index of the write-ahead log.
///
/// SQLite's locks on the file are the process's: closing any descriptor of it gives them up. So this one stays open until
/// the last connection is closed.
final class SharedMemoryRoom: Sendable {
  private let file: Mutex<Int32>

  /// Gives the index of the database at `path`, which is open, its blocks.
  ///
  /// - Parameter room: what `require` has found.
  /// - Errors: `.full` if there are none.
  init(database path: String, _ room: Room) throws(StoreError) {
    let opened: Int32
    do throws(Errno) {
      opened = try RegularFile.open("\(path)-shm", O_RDWR).rawValue
    } catch .noSuchFileOrDirectory {
      // An SQLite that has its index in the memory of the process.
      file = Mutex(-1)
      return
    } catch {
      throw .io(statement: "shm", code: error.rawValue, message: "\(path)-shm: \(error)")
    }
    file = Mutex(opened)
    var status = stat()
    // Where there is not much, at least what is there already gets its blocks.
    let count = room == .ample ? off_t(Limits.sharedMemoryBytes) : fstat(opened, &status) == 0 ? status.st_size : 0
    if !Self.allocate(opened, count) { throw .full(statement: "shm") }
  }

  /// How much there is.
  enum Room {
    case ample
    /// Enough to open the database, and not to let the log grow.
    case scarce
  }

  /// Looks whether there is room for the index beside the database at `path`, by taking it and giving it back: what a
  /// file system says of its free blocks is not what one gets of them.
  ///
  /// - Errors: `.full` if there is none.
  static func require(at path: String) throws(OpenError) -> Room {
    let probe = "\(path)-room"
    let descriptor: Int32
    do throws(Errno) {
      descriptor = try RegularFile.create(probe).rawValue
    } catch {
      // What else keeps a file from being made there, SQLite says better.
      if error != .noSpace && error != .diskQuotaExceeded { return .scarce }
      throw full(path)
    }
    defer {
      close(descriptor)
      unlink(probe)
    }
    if allocate(descriptor, off_t(Limits.sharedMemoryBytes + Limits.bytesToOpenMin)) { return .ample }
    // A try that fails keeps what it has got.
    ftruncate(descriptor, 0)
    if allocate(descriptor, off_t(Limits.bytesToOpenMin)) { return .scarce }
    throw full(path)
  }

  private static func full(_ path: String) -> OpenError {
    .full(path: path, message: "\(Limits.bytesToOpenMin / 1_024) KiB are needed to open it")
  }

  /// False if there are not so many. A file system that cannot do it (EOPNOTSUPP) has none to give.
  private static func allocate(_ descriptor: Int32, _ count: off_t) -> Bool {
    count <= 0 || clinux_allocate(descriptor, count) == 0 || !LackOfRoom.isSaid(by: errno)
  }

  /// The last connection is closed; called again, it does nothing.
  func release() {
    file.withLock { descriptor in
      if descriptor >= 0 { close(descriptor) }
      descriptor = -1
    }
  }

  deinit {
    release()
  }
}
