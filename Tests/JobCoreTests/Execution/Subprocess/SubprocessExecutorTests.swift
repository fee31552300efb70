// Real processes under a real engine: how they end, what they are given, and what becomes of their output.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct SubprocessExecutorTests {
  @Test func exitCodesAndSignalsAreTold() async throws {
    try await EngineBench.run { bench async throws in
      let good = try await bench.finish(NewJob(.exec(argv: ["/bin/echo", "a  b", "$HOME", ""])))
      #expect(good.state == .succeeded && good.exitCode == 0 && good.reason == nil && good.pid != nil)
      #expect(try await bench.output(good.id) == "a  b $HOME \n")
      #expect(good.log.stdoutBytes == 12)
      let bad = try await bench.finish(.shell("exit 7"))
      #expect(bad.state == .failed && bad.exitCode == 7 && bad.reason == .exit)
      let killed = try await bench.finish(.shell("kill -SEGV $$"))
      #expect(killed.state == .failed && killed.signal == SIGSEGV && killed.reason == .signal)
    }
  }

  @Test func whatCannotBeStartedNamesTheErrno() async throws {
    try await EngineBench.run { bench async throws in
      let plain = "\(bench.scratch.path)/plain"
      try "x".write(toFile: plain, atomically: false, encoding: .utf8)
      let cases: [(NewJob, String)] = [
        (NewJob(.exec(argv: ["/nonexistent/program"])), "ENOENT"),
        (NewJob(.exec(argv: ["no-such-program-anywhere"])), "ENOENT"),
        (NewJob(.exec(argv: [plain])), "EACCES"),
        (NewJob(.exec(argv: [bench.scratch.path])), "EACCES"),
        (.shell("true") { $0.process.workingDirectory = "/nonexistent" }, "ENOENT"),
        (.shell("true") { $0.process.workingDirectory = plain }, "ENOTDIR"),
        (NewJob(.exec(argv: ["/nonexistent/program"])).with { $0.process.nice = 3 }, "ENOENT"),
        (NewJob(.exec(argv: [plain])).with { $0.process.umask = 0 }, "EACCES"),
      ]
      for (job, code) in cases {
        let ended = try await bench.finish(job)
        #expect(ended.state == .failed && ended.reason == .spawn, "\(job.work)")
        #expect(ended.failure?.code == code, "\(job.work) \(String(describing: ended.failure))")
        #expect(ended.attempt == 1 && ended.exitCode == nil)
      }
    }
  }

  @Test func childGetsWhatTheJobSays() async throws {
    try await EngineBench.run { bench async throws in
      let directory = bench.scratch.path
      #expect(try await bench.shell("pwd") { $0.process.workingDirectory = directory } == directory + "\n")
      #expect(try await bench.shell("umask") { $0.process.umask = 0o27 } == "0027\n")
      let base = Int(try await bench.shell("nice").trimmingCharacters(in: .newlines)) ?? 0
      #expect(try await bench.shell("nice") { $0.process.nice = 5 } == "\(min(19, base + 5))\n")
      #expect(
        try await bench.shell("echo \"$A|$B\"") { $0.process.environment = ["A": "1=2\n3", "B": ""] } == "1=2\n3|\n")
      let cleared = try await bench.shell("/usr/bin/env") {
        $0.process.clearsEnvironment = true
        $0.process.environment = ["ONLY": "this"]
        $0.name = "n"
        $0.tags = ["build-id": "7"]
      }
      let names = Set(cleared.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) })
      #expect(
        names.subtracting(["PWD", "_", "SHLVL", "OLDPWD"]) == [
          "ONLY", "JOBD_JOB_ID", "JOBD_JOB_NAME", "JOBD_ATTEMPT", "JOBD_QUEUE", "JOBD_RESULT", "JOBD_FENCE",
          "JOBD_TAG_BUILD_ID",
        ])
      let told = try await bench.shell("echo $JOBD_JOB_NAME $JOBD_ATTEMPT $JOBD_QUEUE $JOBD_TAG_K") {
        $0.name = "me"
        $0.queue = "q"
        $0.tags = ["k": "v"]
      }
      #expect(told == "me 1 q v\n")
    }
  }

  @Test func jobThatSaysNothingOfItsMaskHasThatOfTheConfiguration() async throws {
    try await EngineBench.run({ $0.childUmask = 0o31 }) { bench async throws in
      #expect(try await bench.shell("umask") == "0031\n")
      #expect(try await bench.shell("umask") { $0.process.umask = 0 } == "0000\n")
    }
  }

  @Test func grandchildThatKeepsStdoutOpenDoesNotDelayTheEnd() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.shell("sleep 300 & echo $!"))
      let text = try await bench.output(job.id).trimmingCharacters(in: .newlines)
      let grandchild = try #require(pid_t(text))
      #expect(job.state == .succeeded)
      #expect(isAlive(grandchild), "an end of its own leaves what the job started alone")
      kill(grandchild, SIGKILL)
    }
  }

  @Test func childLeadsItsOwnSessionAndInheritsNothing() async throws {
    try await EngineBench.run { bench async throws in
      // Fields 1, 5 and 6 of stat: pid, process group, session.
      let stat = try await bench.shell("exec cat /proc/self/stat")
      let fields = stat.split(separator: " ")
      #expect(fields[4] == fields[0] && fields[5] == fields[0])
      // `ls` itself has the directory open.
      #expect(try await bench.shell("exec ls /proc/self/fd") == "0\n1\n2\n3\n")
      let status = try await bench.shell("exec grep -E '^Sig(Blk|Ign)' /proc/self/status")
      // Signals 32 and 33 are the C library's own, and out of everybody's reach.
      for line in status.split(separator: "\n") {
        let bits = line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
        #expect(bits.map { $0 & ~0x1_8000_0000 } == 0, "\(line)")
      }
    }
  }
}

extension NewJob {
  func with(_ change: (inout NewJob) -> Void) -> NewJob {
    var job = self
    change(&job)
    return job
  }
}
