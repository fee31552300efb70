// A child at its birth: what it is given, which of its places is its program, and which step has failed.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct ChildStartTests {
  private let scratch: TemporaryDirectory
  private let null: Null

  /// Open as long as the test.
  private final class Null: Sendable {
    let descriptor = open("/dev/null", O_RDWR | O_CLOEXEC)

    deinit { close(descriptor) }
  }

  init() throws {
    scratch = try TemporaryDirectory()
    null = Null()
    for (name, mode) in [("plain", 0o600), ("tool", 0o700)] as [(String, mode_t)] {
      try "#!/bin/sh\necho tool\n".write(toFile: "\(scratch.path)/\(name)", atomically: false, encoding: .utf8)
      #expect(chmod("\(scratch.path)/\(name)", mode) == 0)
    }
  }

  /// What a child writes to its standard error.
  private func said(by start: ChildStart, _ first: [Int32]? = nil) throws -> String {
    let path = "\(scratch.path)/said-\(UUID().uuidString)"
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    let pid = try start.start((first ?? [null.descriptor, null.descriptor]) + [file])
    waitpid(pid, nil, 0)
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  private func shell(_ script: String, _ change: (inout ChildStart) -> Void = { _ in }) throws -> String {
    var start = ChildStart(
      paths: ["/bin/sh"], arguments: ["sh", "-c", "exec >&2; \(script)"],
      environment: [Array("GREETING=hello\0".utf8), Array("PATH=/usr/bin:/bin\0".utf8)])
    change(&start)
    return try said(by: start)
  }

  private func fault(_ paths: [String], directory: String? = nil, _ descriptors: [Int32] = []) -> StartFault? {
    do throws(StartFault) {
      let start = ChildStart(paths: paths, arguments: ["x"], environment: [], directory: directory)
      waitpid(try start.start(descriptors), nil, 0)
      return nil
    } catch {
      return error
    }
  }

  @Test func childHasWhatItIsGiven() throws {
    let path = scratch.path
    #expect(try shell("echo $GREETING; pwd") { $0.directory = path } == "hello\n\(path)\n")
    #expect(
      try shell("umask; ulimit -Sn") { $0.defaults = ChildDefaults(umask: 0o31, openFilesLimit: 99) } == "0031\n99\n")
    // Of the process, and not of the thread that runs this test.
    let own = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(getpid()))
    #expect(try shell("nice") == "\(own)\n")
    #expect(try shell("nice") { $0.nice = 4 } == "\(min(19, own + 4))\n")
  }

  @Test func childHasNothingElse() throws {
    let stray = open("/dev/null", O_RDONLY)
    defer { close(stray) }
    #expect(try shell("exec ls /proc/self/fd") == "0\n1\n2\n3\n", "the last one is the directory that is listed")
    // Not `env`: a shell adds the working directory.
    #expect(try shell("tr '\\0' '\\n' < /proc/$$/environ") == "GREETING=hello\nPATH=/usr/bin:/bin\n")
  }

  /// None is overwritten before its turn.
  @Test func descriptorsMayBeGivenInAnyOrder() throws {
    let (input, output) = (open("/dev/zero", O_RDWR | O_CLOEXEC), open("/dev/full", O_RDWR | O_CLOEXEC))
    let high = fcntl(null.descriptor, F_DUPFD_CLOEXEC, 64)
    defer { for descriptor in [input, output, high] { close(descriptor) } }
    let start = ChildStart(
      paths: ["/bin/sh"], arguments: ["sh", "-c", "exec 3>&1 >&2; readlink /proc/self/fd/0; readlink /proc/self/fd/3"],
      environment: [])
    #expect(try said(by: start, [output, input]) == "/dev/full\n/dev/zero\n")
    #expect(try said(by: start, [high, output]) == "/dev/null\n/dev/full\n")
    // The numbers that the child is to have, the other way round.
    let target = { (number: Int) in
      try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
    }
    #expect(try said(by: start, [1, 0]) == "\(target(1))\n\(target(0))\n")
  }

  @Test func firstPlaceThatCanBeExecutedIsTheProgram() throws {
    let places = ["none", "plain", "plain/x", "", "tool"].map { "\(scratch.path)/\($0)" }
    let script = ChildStart(paths: places, arguments: ["tool"], environment: [])
    let path = "\(scratch.path)/out"
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    waitpid(try script.start([null.descriptor, file, file]), nil, 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "tool\n")
    // What is there and may not be executed says more than what is not there.
    #expect(fault(places.dropLast()) == StartFault(step: .execute, number: EACCES))
    #expect(fault([places[0], places[2]]) == StartFault(step: .execute, number: ENOENT))
    #expect(fault([places[2]]) == StartFault(step: .execute, number: ENOTDIR))
    #expect(fault([places[3]]) == StartFault(step: .execute, number: EACCES), "a directory")
  }

  @Test func faultNamesItsStep() throws {
    let tool = "\(scratch.path)/tool"
    #expect(fault([tool], directory: "\(scratch.path)/none") == StartFault(step: .directory, number: ENOENT))
    #expect(fault([tool], directory: tool) == StartFault(step: .directory, number: ENOTDIR))
    let closed = fcntl(null.descriptor, F_DUPFD_CLOEXEC, 700)
    close(closed)
    #expect(fault([tool], [closed]) == StartFault(step: .descriptors, number: EBADF))
  }

  // MARK: As another user

  private static let nobody = UserAccount(
    name: "nobody", uid: 65_534, gid: 65_533, groups: [65_533, 65_532], home: "/no/such/home", shell: "/bin/sh")

  @Test(.enabled(if: geteuid() == 0, "only root becomes another user")) func childIsTheUserInAllAndForGood() throws {
    #expect(chmod(scratch.path, 0o777) == 0)
    let place = scratch.path
    let script = """
      id -u; id -g; id -G; pwd; umask; ulimit -Sn; ls /proc/self/fd | wc -l
      grep -E '^(Uid|Gid)' /proc/self/status | cut -f2- | tr '\\t' ' '; grep -E '^Cap(Prm|Eff)' /proc/self/status | cut -f2
      """
    let said = try shell(script) {
      $0.become(Self.nobody, place: place)
      $0.defaults = ChildDefaults(umask: 0o31, openFilesLimit: 99)
    }
    #expect(
      said == """
        65534
        65533
        65533 65532
        /
        0031
        99
        4
        65534 65534 65534 65534
        65533 65533 65533 65533
        0000000000000000
        0000000000000000

        """)
  }

  @Test(.enabled(if: geteuid() == 0, "only root becomes another user")) func itsStepsAreTakenAsTheUser() throws {
    func fault(_ change: (inout ChildStart) -> Void) -> StartFault? {
      var start = ChildStart(paths: ["/bin/true"], arguments: ["true"], environment: [])
      start.become(Self.nobody, place: "/tmp")
      change(&start)
      do throws(StartFault) {
        waitpid(try start.start([]), nil, 0)
        return nil
      } catch {
        return error
      }
    }
    #expect(fault { _ in } == nil)
    #expect(chmod(scratch.path, 0o700) == 0)
    #expect(fault { $0.become(Self.nobody, place: scratch.path) } == StartFault(step: .reach, number: EACCES))
    let directory = scratch.path
    #expect(
      fault {
        $0.directory = directory
        $0.otherDirectory = nil
      } == StartFault(step: .directory, number: EACCES))
    var tool = ChildStart(paths: ["\(scratch.path)/tool"], arguments: ["tool"], environment: [])
    tool.become(Self.nobody, place: "/tmp")
    #expect(throws: StartFault(step: .execute, number: EACCES)) { try tool.start([]) }
  }

  /// Nobody waits for it here: it may take a file system that does not answer for its end.
  @Test(.enabled(if: geteuid() == 0, "only root becomes another user"))
  func oneThatTakesTooLongIsKilledAndLeftToBeReaped() async throws {
    let slow = try await SlowProgram()
    let fault = #expect(throws: StartFault.self) { try slow.start(patienceMillis: 1).start([]) }
    #expect(fault?.step == .execute && fault?.number == ETIMEDOUT)
    let child = try #require(fault?.left)
    guard case .signaled(SIGKILL) = await ChildEnd.looking(for: child) else {
      Issue.record("it was not killed")
      return
    }
    guard case .resourceShortage = SpawnFailure.outcome(try #require(fault), "tool", directory: nil) else {
      Issue.record("it costs an attempt")
      return
    }
  }

  /// A path that is not absolute is one from where the child is.
  @Test func pathIsOneFromTheDirectoryOfTheChild() throws {
    #expect(fault(["./tool"], directory: scratch.path) == nil)
    #expect(fault(["./tool"], directory: "/") == StartFault(step: .execute, number: ENOENT))
  }
}
