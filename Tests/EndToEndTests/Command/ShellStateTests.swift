// What of the shell that submits goes along with a command: its directory, its mask, and on request its variables.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ShellStateTests {
  @Test func directoryAndMaskGoAlong() async throws {
    let daemon = try await Daemon()
    let directory = daemon.scratch.file("here")
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    let script = #"cd "$1"; umask 027; "$0" run sh -c 'umask; echo x > made'; "$0" run env"#
    let shell = try Program(
      ["/bin/sh", "-c", script, BuiltProgram.jobctl, directory], environment: ["JOBD_URL": "unix://\(daemon.socket)"])
    #expect(try await shell.exit() == 0, "\(shell.errors)")
    let lines = shell.output.split(separator: "\n")
    #expect(lines.first == "0027", "\(shell.output)")
    // env(1) prints what it was given, and corrects nothing as a shell does.
    #expect(lines.contains("PWD=\(directory)"), "\(shell.output)")
    #expect(!lines.contains { $0.hasPrefix("OLDPWD=") })
    let mode = try FileManager.default.attributesOfItem(atPath: "\(directory)/made")[.posixPermissions] as? Int
    #expect(mode == 0o640)
  }

  @Test func variablesGoAlongOnRequest() async throws {
    let daemon = try await Daemon()
    let environment = ["MY_SETTING": "x y", "API_TOKEN": "s"]
    let command = ["sh", "-c", #"echo "$MY_SETTING-$API_TOKEN""#]
    for (options, output) in [
      ([], "-\n"), (["--env-all"], "x y-\n"), (["--env-all", "--env", "API_TOKEN"], "x y-s\n"),
    ] {
      let run = try daemon.startJobctl(["run"] + options + command, environment: environment)
      #expect(try await run.exit() == 0, "\(run.errors)")
      #expect(run.output == output, "\(options)")
      #expect(run.errors.contains("API_TOKEN") == (options == ["--env-all"]), "\(run.errors)")
    }
  }

  /// jobctl must not import the engine, so it has the words of its own: these are the same.
  @Test func whatStaysHereIsWhatTheDaemonMasks() async throws {
    let daemon = try await Daemon()
    let names = [
      "PASSWD", "my_password", "PASSPHRASE", "CLIENT_SECRET", "GH_TOKEN", "TOKENS", "API_KEY", "MONKEY", "KEYBOARD",
      "CREDENTIALS", "AUTHOR", "SSH_AUTH_SOCK", "PRIVATE_DIR", "COOKIES", "DB_PWD", "XPWD", "PATHS", "EDITOR", "LANG",
      "PWDS", "TOKE",
    ]
    let values = names.map { #""\#($0)":"v""# }.joined(separator: ",")
    let id = try await daemon.submit(#"{"shell":"true","env":{\#(values)}}"#)
    let shown = try #require(try await daemon.job(id).value("spec")?["env"])
    let masked = names.filter { shown[$0]?.stringValue != "v" }
    let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "v") })
    let submitted = try await daemon.jobctl("submit", "--env-all", "true", environment: environment)
    #expect(submitted.status == 0, "\(submitted)")
    let taken = try #require(try await daemon.job(id + 1).value("spec")?["env"])
    #expect(names.filter { taken[$0] == nil } == masked)
    #expect(!masked.isEmpty && masked.count < names.count)
  }
}
