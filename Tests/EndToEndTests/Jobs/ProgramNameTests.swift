// Names that no program can have: refused at once, and never searched for.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ProgramNameTests {
  @Test func nameThatIsTooLongIsNotSearchedFor() async throws {
    let daemon = try await Daemon()
    for program in [name(256), name(4_000), name(100_000), "/" + name(4_095), "/" + name(100_000)] {
      let id = try await daemon.submit(#"{"argv":["\#(program)"]}"#)
      let job = try await daemon.get("/v1/jobs/\(id)?wait=5s&view=full")
      #expect(job.string("state") == "failed" && job.string("reason") == "spawn", "\(job.text.prefix(400))")
      #expect(job.text.contains("ENAMETOOLONG"), "\(job.text.prefix(400))")
    }
    #expect(try await daemon.stop() == 0)
  }

  /// The longest name there can be, in a search path of many directories.
  @Test func searchTakesNoTime() async throws {
    let daemon = try await Daemon()
    let directories = Array(repeating: "/nonexistent", count: 8_000).joined(separator: ":")
    let missing = try await daemon.submit(#"{"argv":["\#(name(255))"],"env":{"PATH":"\#(directories)"}}"#)
    let job = try await daemon.get("/v1/jobs/\(missing)?wait=10s&view=full")
    #expect(job.string("reason") == "spawn" && job.text.contains("ENOENT"), "\(job.text.prefix(400))")
    let found = try await daemon.submit(#"{"argv":["true"],"env":{"PATH":"\#(directories):/usr/bin:/bin"}}"#)
    #expect(try await daemon.get("/v1/jobs/\(found)?wait=10s").string("state") == "succeeded")
  }

  @Test func relativeDirectoriesOfASearchPathAreLeftOut() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.scratch.program("tool", "#!/bin/sh\necho ran\n")
    let directory = daemon.scratch.path
    let relative = try await daemon.submit(#"{"argv":["tool"],"cwd":"\#(directory)","env":{"PATH":".:tool"}}"#)
    #expect(try await daemon.finished(relative).string("reason") == "spawn")
    let absolute = try await daemon.submit(#"{"argv":["tool"],"env":{"PATH":".:/usr/bin:\#(directory):/bin"}}"#)
    #expect(try await daemon.finished(absolute).string("state") == "succeeded")
    #expect(try await daemon.log(absolute).text == "ran\n")
  }

  private func name(_ bytes: Int) -> String { String(repeating: "x", count: bytes) }
}
