// Attempts of other users, under a real engine: as root, whose tests these are.

import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite(.enabled(if: geteuid() == 0 && getpwnam("nobody") != nil, "needs root, who may become others"))
struct GuestsTests {
  private func run(_ users: [String] = ["nobody"], _ body: (EngineBench) async throws -> Void) async throws {
    let scratch = try TemporaryDirectory()
    // Others have to get through.
    #expect(chmod(scratch.path, 0o711) == 0)
    try await EngineBench.run(in: scratch, { $0.runAsUsers = users }, body)
  }

  @Test func jobRunsAsItsUserAndItsResultIsOurs() async throws {
    try await run { bench async throws in
      let job = try await bench.finish(.shell("id -un; id -un > $JOBD_RESULT") { $0.runAs = "nobody" })
      #expect(job.state == .succeeded && job.hasResult, "\(job)")
      #expect(try await bench.output(job.id) == "nobody\n")
      #expect(try await bench.queue.result(job.id).bytes == Array("nobody\n".utf8))
      var status = stat()
      let result = bench.queue.files.paths(job.id, start: 1).result
      #expect(lstat(result, &status) == 0 && status.st_uid == 0 && status.st_mode & 0o777 == 0o400)
    }
  }

  @Test func whoIsNotNamedIsRefusedBeforeAnythingIsStored() async throws {
    try await run { bench async throws in
      let jobs = [
        NewJob.shell("id -un"), .shell("id -un") { $0.then = [FollowUp(on: .any, .shell("a") { $0.runAs = "bin" })] },
      ]
      do throws(SubmitError) {
        _ = try await bench.queue.submit(jobs)
        Issue.record("it is taken")
      } catch {
        guard case .invalid(let faults, 1) = error else { throw Unexpected(what: "\(error)") }
        #expect(faults.map(\.field) == ["run_as"])
      }
      var change = QueueChange()
      change.runAs = .set("bin")
      await #expect(throws: JobError.self) { _ = try await bench.queue.setQueue("q", change) }
      #expect(try await bench.queue.queues().allSatisfy { $0.name != "q" && $0.settings.runAs == nil })
    }
  }

  @Test func programIsLookedForAsTheUser() async throws {
    try await run { bench async throws in
      let directory = "\(bench.scratch.path)/bin"
      #expect(mkdir(directory, 0o700) == 0)
      // Root could execute it there.
      let file = open("\(directory)/tool", O_WRONLY | O_CREAT | O_CLOEXEC, 0o755)
      close(file)
      let job = NewJob(.exec(argv: ["tool"])).with {
        $0.runAs = "nobody"
        $0.process.environment = ["PATH": directory]
      }
      let ended = try await bench.finish(job)
      #expect(ended.state == .failed && ended.reason == .spawn && ended.failure?.code == "EACCES", "\(ended)")
      let cwd = try await bench.finish(
        .shell("true") {
          $0.runAs = "nobody"
          $0.process.workingDirectory = directory
        })
      #expect(cwd.failure?.message.hasPrefix("cannot change to \(directory)") == true, "\(cwd)")
    }
  }

  @Test func placeThatItsUserCannotReachIsSaid() async throws {
    let scratch = try TemporaryDirectory()
    #expect(chmod(scratch.path, 0o700) == 0)
    try await EngineBench.run(in: scratch, { $0.runAsUsers = ["nobody"] }) { bench async throws in
      let job = try await bench.finish(.shell("id -un") { $0.runAs = "nobody" })
      #expect(job.state == .failed && job.reason == .spawn, "\(job)")
      #expect(job.failure?.message.hasPrefix("nobody cannot reach attempts/") == true, "\(job)")
    }
  }
}
