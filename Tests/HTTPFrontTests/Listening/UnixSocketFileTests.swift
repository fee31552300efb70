// The socket file: its mode, what becomes of one that is there already, and when it is removed.

import Testing

@testable import HTTPFront

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct UnixSocketFileTests {
  private func mode(of path: String) -> UInt32 {
    var info = stat()
    return lstat(path, &info) == 0 ? UInt32(info.st_mode) & 0o777 : 0
  }

  private func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  private func listen(_ path: String, mode: UInt16 = 0o600) throws -> UnixSocketFile {
    try UnixSocketFile.listen(path: path, mode: mode, group: nil, backlog: 16)
  }

  @Test func fileHasExactlyTheConfiguredMode() async throws {
    try await withTemporaryDirectory { directory in
      for wanted: UInt16 in [0o600, 0o660, 0o666] {
        let file = try listen("\(directory)/s\(wanted)", mode: wanted)
        #expect(mode(of: file.path) == UInt32(wanted))
        close(file.descriptor)
        file.remove()
        #expect(!exists(file.path))
      }
    }
  }

  @Test func staleFileIsReplaced() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/s"
      let dead = try listen(path)
      close(dead.descriptor)
      let living = try listen(path)
      let client = try await RawClient.connect(unix: path)
      client.close()
      close(living.descriptor)
    }
  }

  @Test func livingListenerIsAddressInUse() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/s"
      let first = try listen(path)
      #expect(throws: ListenError.addressInUse(address: "unix://\(path)")) { _ = try listen(path) }
      #expect(exists(path))
      close(first.descriptor)
    }
  }

  @Test func somethingElseAtThePathIsLeftAlone() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/file"
      close(open(path, O_CREAT | O_WRONLY, 0o600))
      #expect(throws: ListenError.notASocket(path: path)) { _ = try listen(path) }
      #expect(exists(path))
    }
  }

  @Test func fileOfASuccessorIsNotRemoved() async throws {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/s"
      let first = try listen(path)
      unlink(path)
      let second = try listen(path)
      first.remove()
      #expect(exists(path))
      for file in [first, second] { close(file.descriptor) }
    }
  }

  @Test func missingDirectoryAndUnknownGroupAreToldApart() async throws {
    try await withTemporaryDirectory { directory in
      #expect(throws: ListenError.unknownGroup("no-such-group-here")) {
        _ = try UnixSocketFile.listen(
          path: "\(directory)/s", mode: 0o660, group: "no-such-group-here", backlog: 1)
      }
      let error = #expect(throws: ListenError.self) { _ = try listen("\(directory)/none/s") }
      guard case .system(_, let call, let code, _) = error else {
        Issue.record("unexpected error \(String(describing: error))")
        return
      }
      #expect(call == "bind")
      #expect(code == ENOENT)
    }
  }
}
