// `jobctl start`: a daemon in the background that is ready when the command is over, or says why it is not.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct StartCommandTests {
  private func jobctl(
    _ arguments: [String], _ scratch: Scratch, environment: [String: String] = [:]
  ) async throws -> Spoken {
    let url = ["JOBD_URL": "unix://\(scratch.file("s"))"].merging(environment) { $1 }
    let program = try Program([BuiltProgram.jobctl] + arguments, environment: url)
    let status = try await program.exit()
    return Spoken(status: status, output: program.output, errors: program.errors)
  }

  @Test func itIsReadyInASessionOfItsOwnAndWritesToItsLog() async throws {
    let scratch = try Scratch()
    let data = scratch.file("data")
    let start = try await jobctl(["start", "--", "--data-dir", data], scratch)
    #expect(start.status == 0 && start.errors.contains("ready on unix://\(scratch.file("s"))"), "\(start)")
    #expect(scratch.text("data/jobd.log").contains("ready on"))
    let info = try await jobctl(["info", "--json"], scratch)
    let pid = try #require(try JSONReader.parse(Array(info.output.utf8))["pid"]?.integerValue)
    #expect(getsid(pid_t(pid)) == pid_t(pid), "it is in the session of the terminal")
    let streams = try (0...2).map { try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\($0)") }
    #expect(streams == ["/dev/null", "\(data)/jobd.log", "\(data)/jobd.log"])
    let again = try await jobctl(["start"], scratch)
    #expect(again.status == 0 && again.errors.contains("runs already"), "\(again)")
    let other = try await jobctl(["start", "--", "--slots", "3"], scratch)
    #expect(other.status == 4 && other.errors.contains("jobctl stop"), "\(other)")
    #expect(try await jobctl(["stop"], scratch).status == 0)
    #expect(!Processes.isAlive(Int(pid)), "its process is still there")
    // Where one was killed, its socket is still there, and nobody answers at it.
    let next = try await jobctl(["start", "--json", "--", "--data-dir", data], scratch)
    #expect(next.status == 0 && next.output.contains(#""version""#), "\(next)")
    #expect(try await jobctl(["stop"], scratch).status == 0)
  }

  @Test func whatKeepsItFromStartingIsShownWithItsStatus() async throws {
    let daemon = try await Daemon()
    let taken = try await jobctl(
      ["start", "--", "--data-dir", daemon.data], daemon.scratch,
      environment: ["JOBD_URL": "unix://\(daemon.scratch.file("other"))"])
    #expect(taken.status == 73 && taken.errors.contains("in use by"), "\(taken)")
    let wrong = try await jobctl(["start", "--", "--slots", "many"], try Scratch())
    #expect(wrong.status == 78 && wrong.errors.contains("slots"), "\(wrong)")
    let unknown = try await jobctl(["start", "--", "--slot", "2"], try Scratch())
    #expect(unknown.status == 64, "\(unknown)")
  }

  /// What stands for systemd says that it knows the unit, and writes down what it is told.
  @Test func unitIsStartedWhereThereIsOne() async throws {
    let scratch = try Scratch()
    _ = try await scratch.program(
      "systemctl",
      "#!/bin/sh\necho \"$@\" >> \(scratch.file("asked"))\ncase \"$*\" in *show*) echo loaded;; *) exit 3;; esac\n")
    let start = try await jobctl(
      ["start"], scratch,
      environment: [
        "JOBD_URL": "", "PATH": "\(scratch.path):/usr/bin:/bin", "XDG_RUNTIME_DIR": scratch.path,
        "XDG_STATE_HOME": scratch.path,
      ])
    // On a machine with a daemon of this user nothing is started.
    if start.errors.contains("runs already") { return }
    #expect(start.status == 70 && start.errors.contains("journalctl"), "\(start)")
    #expect(scratch.lines("asked").last?.hasSuffix("start jobd.service") == true, "\(scratch.lines("asked"))")
  }

  @Test func missingDaemonNamesTheCommand() async throws {
    let away = try await jobctl(["info"], try Scratch())
    #expect(away.status == 69 && away.errors.contains("`jobctl start`"), "\(away)")
  }
}
