// `jobctl edit` without options: a job in an editor, which here is a script.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct EditorTests {
  /// What jobctl says at a terminal whose editor is a script; `$1` is the file. The script's traces stand in `scratch`.
  private func edit(_ daemon: Daemon, _ id: Int, by script: String) async throws -> Spoken {
    let scratch = daemon.scratch
    let editor = try await scratch.program("editor", "#!/bin/sh\nset -e\n\(script)\n")
    try FileManager.default.createDirectory(atPath: scratch.file("tmp"), withIntermediateDirectories: true)
    let program = try daemon.startJobctl(
      ["edit", "\(id)"], environment: ["EDITOR": editor, "VISUAL": "", "TMPDIR": scratch.file("tmp"), "TERM": "xterm"],
      terminal: try PseudoTerminal())
    let status = try await program.exit()
    return Spoken(status: status, output: program.output, errors: program.errors)
  }

  private func left(_ daemon: Daemon) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: daemon.scratch.file("tmp"))
  }

  @Test func whatIsSavedIsChangedAndTheFileIsGone() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"shell":"true","hold":true,"name":"old","env":{"MY_TOKEN":"s3cret"}}"#)
    let seen = daemon.scratch.file("seen")
    let edit = try await edit(
      daemon, id,
      by: #"""
        cp "$1" \#(seen); stat -c %a "$1" "${1%/*}" > \#(seen).modes; touch "$1~"
        sed -i 's/"name": "old"/"name": "new"/; s/"priority": 0/"priority": 7/' "$1"
        """#)
    #expect(edit.status == 0 && edit.output.contains("Job \(id) is changed."), "\(edit)")
    let job = try await daemon.job(id)
    #expect(job.string("name") == "new" && job.int("priority") == 7, "\(job.text)")
    #expect(daemon.scratch.lines("seen.modes") == ["600", "700"])
    #expect(try left(daemon) == [])
    let rev = try #require(job.int("rev"))
    let same = try await self.edit(daemon, id, by: ":")
    #expect(same.status == 0 && same.output.contains("left as it is"), "\(same)")
    #expect(try await daemon.job(id).int("rev") == rev)
  }

  @Test func mistakeIsSaidAboveTheTextAndTheEditorOpensAgain() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"shell":"true","hold":true}"#)
    let count = daemon.scratch.file("count")
    let edit = try await edit(
      daemon, id,
      by: #"""
        echo x >> \#(count)
        case $(wc -l < \#(count)) in
          1) sed -i 's/"priority": 0/"priority": 5000/' "$1" ;;
          2) cp "$1" \#(daemon.scratch.file("second")); sed -i 's/"priority": 5000/"priority": 50/' "$1" ;;
        esac
        """#)
    #expect(edit.status == 0, "\(edit)")
    #expect(daemon.scratch.text("second").hasPrefix("# NOT TAKEN:\n#   priority: "), "\(daemon.scratch.text("second"))")
    #expect(try await daemon.job(id).int("priority") == 50)
  }

  @Test func mistakeThatIsLeftEndsItAndTheTextIsKept() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"shell":"true","hold":true}"#)
    let edit = try await edit(daemon, id, by: #"sed -i 's/"priority": 0/"priority": 5000/' "$1""#)
    #expect(edit.status == 64 && edit.output.contains("is kept in"), "\(edit)")
    let directory = try #require(try left(daemon).first)
    #expect(daemon.scratch.text("tmp/\(directory)/job-\(id).json").contains("5000"))
    #expect(try await daemon.job(id).int("priority") == 0)
  }

  /// What could be changed when the editor opened cannot be changed any more.
  @Test func jobThatHasStartedMeanwhileIsSaidAndTheTextIsKept() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.send("PUT", "/v1/queues/night", "{}").status == 200)
    let id = try await daemon.submit(#"{"argv":["sleep","60"],"hold":true}"#)
    let release = "JOBD_URL=unix://\(daemon.socket) \(BuiltProgram.jobctl)"
    let edit = try await edit(
      daemon, id,
      by: #"""
        sed -i 's/"queue": "default"/"queue": "night"/' "$1"
        \#(release) release \#(id)
        until \#(release) list --state running | grep -q sleep; do sleep 0.05; done
        """#)
    #expect(edit.status == 4 && edit.output.contains("is kept in"), "\(edit)")
    #expect(try left(daemon).count == 1)
    #expect(try await daemon.job(id).string("queue") == "default")
  }

  @Test func editorThatFailsChangesNothing() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"shell":"true","hold":true,"name":"old"}"#)
    let edit = try await edit(daemon, id, by: #"sed -i 's/"old"/"new"/' "$1"; exit 3"#)
    #expect(edit.status == 70 && edit.output.contains("exit status 3"), "\(edit)")
    #expect(try await daemon.job(id).string("name") == "old")
    #expect(try left(daemon) == [])
    let plain = try await daemon.jobctl("edit", "\(id)")
    #expect(plain.status == 64 && plain.errors.contains("Say what to change"), "\(plain)")
    let ended = try await daemon.submit(#"{"handler":"noop"}"#)
    _ = try await daemon.finished(ended)
    let late = try await self.edit(daemon, ended, by: "exit 0")
    #expect(late.status == 4 && late.output.contains("has ended"), "\(late)")
  }
}
