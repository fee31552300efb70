// A directory on another file system than the temporary ones.

import Foundation
import Glibc
import TestSupport

/// A directory in memory, which goes with this.
final class OtherDisk: Sendable {
  let path = "/dev/shm/jobd-test-\(UUID().uuidString)"

  init() throws {
    if mkdir(path, 0o700) != 0 { throw Unexpected(what: "\(path) cannot be made") }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  static let isThere: Bool = {
    var (memory, temporary) = (stat(), stat())
    return access("/dev/shm", W_OK) == 0 && stat("/dev/shm", &memory) == 0
      && stat(FileManager.default.temporaryDirectory.path, &temporary) == 0 && memory.st_dev != temporary.st_dev
  }()
}
