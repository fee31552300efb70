// Starts that must not happen, each with its own exit status, and nothing touched.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct RefusedStartTests {
  private func start(_ scratch: Scratch, _ more: [String] = []) async throws -> (status: Int32, errors: String) {
    let program = try Program([BuiltProgram.jobd] + Daemon.arguments(scratch) + more)
    return (try await program.exit(), program.errors)
  }

  @Test func secondDaemonOnTheDirectory() async throws {
    let daemon = try await Daemon()
    let second = try Program([
      BuiltProgram.jobd, "--data-dir", daemon.data, "--listen", "unix://\(daemon.scratch.file("t"))",
    ])
    #expect(try await second.exit() == 73)
    #expect(second.errors.contains("\(daemon.program.pid)"), "\(second.errors)")
    #expect(try await daemon.submit(#"{"handler":"noop"}"#) > 0)
  }

  @Test func addressInUse() async throws {
    let daemon = try await Daemon()
    let second = try Program([
      BuiltProgram.jobd, "--data-dir", daemon.scratch.file("other"), "--listen", "unix://\(daemon.socket)",
    ])
    #expect(try await second.exit() == 69)
    #expect(try await daemon.get("/healthz").status == 200)
  }

  @Test func newerDatabaseIsLeftAsItIs() async throws {
    let first = try await Daemon()
    _ = try await first.submit(#"{"handler":"noop","hold":true}"#)
    #expect(try await first.stop() == 0)
    let path = "\(first.data)/jobd.sqlite"
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    // user_version: four bytes, big-endian, at offset 60 of the file's header.
    bytes.replaceSubrange(60..<64, with: [0, 0, 0x27, 0x0f])
    try Data(bytes).write(to: URL(filePath: path))
    let refused = try await start(first.scratch)
    #expect(refused.status == 65, "\(refused.errors)")
    #expect([UInt8](try Data(contentsOf: URL(filePath: path))) == bytes)
  }

  @Test func corruptDatabaseIsLeftAsItIs() async throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.file("data"), withIntermediateDirectories: true)
    let garbage = String(repeating: "not a database\n", count: 5000)
    try garbage.write(toFile: scratch.file("data/jobd.sqlite"), atomically: false, encoding: .utf8)
    let refused = try await start(scratch)
    #expect(refused.status == 65)
    #expect(scratch.text("data/jobd.sqlite") == garbage)
  }

  /// What stands in the place of a file of jobd's is neither followed nor written to, and is named.
  @Test(arguments: ["jobd.lock", "jobd.numbers"], ["ln -s $other $at", "mkfifo $at", "mkdir $at"])
  func aFileThatIsNotOurs(_ name: String, _ replacement: String) async throws {
    let first = try await Daemon()
    #expect(try await first.stop() == 0)
    let scratch = first.scratch
    try "somebody's\n".write(toFile: scratch.file("other"), atomically: false, encoding: .utf8)
    let script = "at=$0; other=$1; rm -f $at; \(replacement)"
    let program = try Program(["/bin/sh", "-c", script, scratch.file("data/\(name)"), scratch.file("other")])
    #expect(try await program.exit() == 0)
    let refused = try await start(scratch)
    #expect(refused.status == 73, "\(refused.errors)")
    #expect(refused.errors.contains("data/\(name)") && refused.errors.contains("remove"), "\(refused.errors)")
    #expect(!refused.errors.contains("jobd.sqlite"), "\(refused.errors)")
    #expect(scratch.text("other") == "somebody's\n")
  }

  @Test func badConfiguration() async throws {
    let scratch = try Scratch()
    #expect(try await start(scratch, ["--slots", "many"]).status == 78)
    #expect(try await start(scratch, ["--durability", "some"]).status == 78)
    #expect(try await start(scratch, ["--config", "/no/such/file"]).status == 78)
    #expect(!scratch.has("data"))
  }

  /// Whoever can write to it would run commands as whoever starts jobd.
  @Test func configurationThatOthersCanWriteTo() async throws {
    let scratch = try Scratch()
    let path = scratch.file("jobd.yaml")
    try "slots: 2\n".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(chmod(path, 0o666) == 0)
    let refused = try await start(scratch, ["--config", path])
    #expect(refused.status == 78 && refused.errors.contains("`chmod go-w \(path)`"), "\(refused)")
    #expect(!scratch.has("data"))
  }
}
