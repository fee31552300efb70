// A token file on a disk that does not answer: a start waits for it, and hears a stop meanwhile.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)), .enabled(if: HangingFile.library != nil, "needs a C compiler"))
struct HangingTokenFileTests {
  private func start(_ scratch: Scratch, _ tokens: HangingFile) async throws -> Program {
    let arguments = Daemon.arguments(scratch) + ["--listen", "http://127.0.0.1:0"]
    let program = try Program(tokens.wrapper + [BuiltProgram.jobd] + arguments)
    try await eventually("it waits for its token file") { tokens.isWaitedFor || program.status != nil }
    #expect(program.status == nil && !program.output.contains("ready"), "\(program.errors)")
    return program
  }

  @Test func stopEndsAStartThatWaitsForItsTokenFile() async throws {
    let scratch = try Scratch()
    let program = try await start(scratch, try HangingFile(scratch.file("data/tokens"), in: scratch))
    program.send(SIGTERM)
    #expect(try await program.exit(within: .seconds(10)) == 0, "\(program.errors)")
    #expect(program.errors.contains("stopped before it was ready"), "\(program.errors)")
    #expect(!scratch.has("s"), "it has never listened")
    // Nobody holds the data directory.
    let next = try await Daemon(scratch)
    #expect(try await next.stop() == 0)
  }

  @Test func startGoesOnWhenTheTokenFileCanBeRead() async throws {
    let scratch = try Scratch()
    let tokens = try HangingFile(scratch.file("data/tokens"), in: scratch)
    let program = try await start(scratch, tokens)
    try tokens.answer()
    try await eventually("it is ready") { program.output.contains("ready") }
    program.send(SIGTERM)
    #expect(try await program.exit() == 0, "\(program.errors)")
  }
}
