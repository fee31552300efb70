// A worker process at its birth: its descriptors, its session, its signals; and programs that cannot be started.

import CLinux
import Foundation
import Glibc
import Testing

@testable import JobCore

@Suite struct WorkerSpawnTests {
  private static func spawn(_ argv: [String], environment: [String: String] = [:]) -> WorkerSpawn {
    let base = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    return WorkerSpawn(
      command: .program(argv), environment: base.map { Array("\($0)=\($1)".utf8) + [0] }, searchPath: base["PATH"])
  }

  /// Starts it and returns what it wrote to descriptor 4 and how it ended.
  private static func run(_ spawn: WorkerSpawn) throws -> (text: String, code: Int32, signal: Int32) {
    let worker = try spawn.start()
    // Each once: the number may be another test's by then.
    close(worker.orders)
    defer { for descriptor in [worker.pidfd, worker.reports, worker.stdout, worker.stderr] { close(descriptor) } }
    // Blocking is what a test wants.
    _ = fcntl(worker.reports, F_SETFL, 0)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(worker.reports, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    var (code, signal): (Int32, Int32) = (0, 0)
    while clinux_pidfd_reap(worker.pidfd, &code, &signal) == 0 {
      var poll = pollfd(fd: worker.pidfd, events: Int16(POLLIN), revents: 0)
      _ = Glibc.poll(&poll, 1, 1_000)
    }
    return (String(decoding: bytes, as: UTF8.self), code, signal)
  }

  @Test func hasFiveDescriptorsASessionAndNoSignalsBlocked() throws {
    // Inherited by a child that is started carelessly.
    let stray = open("/dev/null", O_RDONLY)
    defer { close(stray) }
    let script = """
      import os
      status = dict(line.split(":", 1) for line in open("/proc/self/status"))
      seen = [int(name) for name in os.listdir("/proc/self/fd")]
      open_ = [fd for fd in seen if os.path.exists(f"/proc/self/fd/{fd}") or fd < 5]
      os.write(4, f"{sorted(open_)} {os.getsid(0) == os.getpid()} {os.getpgid(0) == os.getpid()} "
        f"{int(status['SigBlk'], 16)} {os.readlink('/proc/self/fd/0')} {os.environ['GREETING']}".encode())
      """
    let (text, code, signal) = try Self.run(
      Self.spawn(["python3", "-c", script], environment: ["GREETING": "hello wörld"]))
    #expect(text == "[0, 1, 2, 3, 4] True True 0 /dev/null hello wörld")
    #expect(code == 0 && signal == 0)
  }

  @Test func signalsIgnoredHereAreNotIgnoredThere() throws {
    let script = """
      import os
      status = dict(line.split(":", 1) for line in open("/proc/self/status"))
      os.write(4, status["SigIgn"].strip().encode())
      """
    let before = signal(SIGUSR2, SIG_IGN)
    defer { signal(SIGUSR2, before) }
    // Isolated, because Python itself ignores SIGPIPE and SIGXFSZ.
    let ignored = try Self.run(Self.spawn(["python3", "-c", script])).text
    #expect(UInt64(ignored, radix: 16).map { $0 & (1 << UInt64(SIGUSR2 - 1)) } == 0)
  }

  @Test func hasTheMaskAndTheLimitThatChildrenAreToHave() throws {
    var spawn = Self.spawn(["/bin/sh", "-c", "(umask; ulimit -Sn) >&4"])
    spawn.defaults = ChildDefaults(umask: 0o31, openFilesLimit: 99)
    #expect(try Self.run(spawn).text == "0031\n99\n")
  }

  @Test func endsAreTold() throws {
    let exited = try Self.run(Self.spawn(["/bin/sh", "-c", "exit 7"]))
    #expect(exited.code == 7 && exited.signal == 0)
    let killed = try Self.run(Self.spawn(["/bin/sh", "-c", "kill -9 $$"]))
    #expect(killed.code == 0 && killed.signal == SIGKILL)
  }

  @Test(arguments: [
    (["/nonexistent/program"], ENOENT), (["no-such-program-anywhere"], ENOENT), (["/etc/passwd"], EACCES),
    (["/tmp"], EACCES), ([], ENOENT),
  ]) func programsThatCannotBeStarted(_ argv: [String], _ number: Int32) {
    let before = Self.descriptorCount
    let fault = #expect(throws: SpawnFault.self) { try Self.spawn(argv).start() }
    #expect(fault?.number == number)
    #expect(Self.descriptorCount <= before + 20)
  }

  @Test func thisProgramOnceMore() throws {
    // Run as a worker the test program only has to start; what it makes of its environment is its own affair.
    let spawn = WorkerSpawn(command: .reexec, environment: [], searchPath: nil)
    let worker = try spawn.start()
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(worker.pid)/exe")
    #expect(target == (try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")))
    killpg(worker.pid, SIGKILL)
    waitpid(worker.pid, nil, 0)
    worker.closeAll()
  }

  private static var descriptorCount: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }
}
