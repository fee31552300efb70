// A command, or a worker, whose own child traces it: the kernel keeps its end for the tracer, and the daemon waits without
// a thread that spins.

import Foundation
import JobWire
import Testing

@Suite(.timeLimit(.minutes(1))) struct TracedLeaderTests {
  /// The leader ends at once; its child holds on to it for two seconds.
  private static func script(exitCode: Int) -> String {
    """
    import ctypes, os, time
    libc = ctypes.CDLL(None)
    libc.ptrace.argtypes = [ctypes.c_long] * 4
    begun, told = os.pipe()
    leader = os.getpid()
    if os.fork() == 0:
        os.setsid()
        seize = 0x4206
        ok = libc.ptrace(seize, leader, 0, 0) == 0
        os.write(told, b"y" if ok else b"n")
        time.sleep(2)
        os._exit(0)
    os._exit(\(exitCode) if os.read(begun, 1) == b"y" else 9)
    """
  }

  /// What the process has used of processors.
  private func seconds(of pid: Int32) throws -> Double {
    let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    let fields = stat[(try #require(stat.lastIndex(of: ")")))...].split(separator: " ")
    return Double(try #require(Int(fields[12])) + (try #require(Int(fields[13])))) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The end of the job, whose first process has a tracer.
  private func quietEnd(of id: Int, _ daemon: Daemon) async throws -> Answer {
    let pid = daemon.program.pid
    try await eventually("its leader has ended") { !Processes.zombies(of: pid).isEmpty }
    let (began, used) = (ContinuousClock.now, try seconds(of: pid))
    let job = try await daemon.finished(id)
    let took = (ContinuousClock.now - began) / .seconds(1)
    #expect(took > 0.5, "it was kept for its tracer: \(took) s")
    let share = (try seconds(of: pid) - used) / took
    #expect(share < 0.5, "\(share) of a processor")
    return job
  }

  @Test func endThatIsKeptForATracerKeepsNoThreadBusy() async throws {
    let daemon = try await Daemon()
    let script = Self.script(exitCode: 0)
    let id = try await daemon.submit(#"{"argv":["python3","-c",\#(JSONText.quoted(script))]}"#)
    let job = try await quietEnd(of: id, daemon)
    #expect(job.string("state") == "succeeded", "\(job.text)")
  }

  @Test func endOfAWorkerThatIsKeptForATracerKeepsNoThreadBusy() async throws {
    let scratch = try Scratch()
    let program = """
      say(type="hello", v=1, pid=os.getpid(), handlers=["work"])
      IN.readline()
      \(Self.script(exitCode: 3))
      """
    let daemon = try await Daemon(scratch, arguments: try ProtocolWorker.configure(scratch, program: program))
    let job = try await quietEnd(of: try await daemon.submit(#"{"handler":"work"}"#), daemon)
    #expect(job.string("state") == "failed", "\(job.text)")
    #expect(job.value("error")?["message"]?.stringValue?.contains("exited with code 3") == true, "\(job.text)")
  }
}
