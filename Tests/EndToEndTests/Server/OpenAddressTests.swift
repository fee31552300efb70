// A daemon that other machines can reach: its jobs find it all the same, and it says what it is.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct OpenAddressTests {
  /// `0.0.0.0` is no address to connect to, and no host that the daemon answers to.
  @Test func jobsOfAWildcardAddressReachTheDaemon() async throws {
    let port = try Daemon.freePort()
    let daemon = try await Daemon(listen: "http://0.0.0.0:\(port)")
    let environment = ["JOBD_URL": "http://127.0.0.1:\(port)", "JOBD_TOKEN_FILE": try daemon.adminToken()]
    let command = "echo $JOBD_URL; \(BuiltProgram.jobctl) progress 1/2"
    let run = try await daemon.jobctl("run", "--shell", command, environment: environment)
    #expect(run.status == 0 && run.output == "http://127.0.0.1:\(port)\n", "\(run)")
    let errors = daemon.program.errors
    #expect(errors.contains("other machines can connect") && errors.contains("localhost 127.0.0.1 [::1]"), "\(errors)")
  }

  /// Nobody hears a warning for an address that only this machine has.
  @Test func loopbackIsNotWarnedOf() async throws {
    let daemon = try await Daemon(listen: "http://127.0.0.1:0")
    #expect(try await daemon.stop() == 0)
    #expect(!daemon.program.errors.contains("other machines"), "\(daemon.program.errors)")
  }

  /// Who listens on another loopback address connects to that one.
  @Test func hostThatIsListenedOnIsAnsweredTo() async throws {
    let url = "http://127.0.0.2:\(try Daemon.freePort())"
    let daemon = try await Daemon(listen: url)
    let environment = ["JOBD_URL": url, "JOBD_TOKEN_FILE": try daemon.adminToken()]
    let command = "test $JOBD_URL = \(url) && \(BuiltProgram.jobctl) progress 1/2"
    let run = try await daemon.jobctl("run", "--shell", command, environment: environment)
    #expect(run.status == 0, "\(run)")
    let other = try await daemon.jobctl("info", environment: ["JOBD_URL": url])
    #expect(other.status == 77 && other.errors.contains("--token-file"), "\(other)")
  }
}
