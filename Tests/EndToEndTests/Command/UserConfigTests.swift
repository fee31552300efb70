// jobctl's own configuration: aliases, what goes along with each submission, and whose file is believed.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct UserConfigTests {
  /// A home with this configuration in it.
  private func home(_ daemon: Daemon, _ text: String, mode: Int = 0o600) throws -> String {
    let home = daemon.scratch.file("home")
    let directory = home + "/.config/jobctl"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try text.write(toFile: directory + "/config", atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory + "/config")
    return home
  }

  @Test func aliasStandsForItsWordsAndIsCompleted() async throws {
    let daemon = try await Daemon()
    let home = try home(daemon, "alias.hello: run --name greeting --shell 'echo \"hello  you\"'\nalias.list: top\n")
    let run = try await daemon.jobctl("hello", environment: ["HOME": home])
    #expect(run.status == 0 && run.output == "hello  you\n", "\(run)")
    let listed = try await daemon.jobctl("list", "--format", "{name}", environment: ["HOME": home])
    #expect(listed.output == "greeting\n" && listed.errors.contains("config line 2"), "\(listed)")
    let words = try await daemon.jobctl(
      "completions", "--words", "aliases", environment: ["HOME": home, "JOBD_URL": "unix:///nowhere"])
    #expect(words.status == 0 && words.output == "hello\nlist\n", "\(words)")
    let without = try await daemon.jobctl("hello", environment: ["HOME": home, "JOBCTL_CONFIG": ""])
    #expect(without.status == 64 && without.errors.contains("no command"), "\(without)")
  }

  @Test func variablesGoAlongWithoutBeingAskedFor() async throws {
    let daemon = try await Daemon()
    let home = try home(daemon, "env.capture: true\n")
    let environment = ["HOME": home, "MY_SETTING": "x y", "API_TOKEN": "s"]
    let command = ["sh", "-c", #"echo "$MY_SETTING-$API_TOKEN""#]
    for (options, output) in [([], "x y-\n"), (["--no-env-all"], "-\n")] {
      let run = try daemon.startJobctl(["run"] + options + command, environment: environment)
      #expect(try await run.exit() == 0, "\(run.errors)")
      #expect(run.output == output && !run.errors.contains("API_TOKEN"), "\(options): \(run.errors)")
    }
    // A job of next year does not have what a shell has today.
    let set = try await daemon.jobctl(
      "schedule", "set", "s", "--every", "1d", "--", "true", environment: environment)
    #expect(set.status == 0, "\(set)")
    #expect(try await !daemon.get("/v1/schedules/s").text.contains("MY_SETTING"))
  }

  @Test func faultIsNamedWithItsPlaceAndHelpIsThereNevertheless() async throws {
    let daemon = try await Daemon()
    let home = try home(daemon, "\nenv.captur: true\n")
    let refused = try await daemon.jobctl("list", environment: ["HOME": home])
    #expect(refused.status == 64 && refused.errors.contains("/.config/jobctl/config line 2"), "\(refused)")
    #expect(refused.errors.contains("env.capture"), "\(refused)")
    #expect(try await daemon.jobctl("--help", environment: ["HOME": home]).output.contains(".config/jobctl/config"))
  }

  @Test func fileThatOthersCanWriteIsRefused() async throws {
    let daemon = try await Daemon()
    let home = try home(daemon, "alias.a: list\n", mode: 0o602)
    let refused = try await daemon.jobctl("a", environment: ["HOME": home])
    #expect(refused.status == 64 && refused.errors.contains("written by others"), "\(refused)")
  }
}
