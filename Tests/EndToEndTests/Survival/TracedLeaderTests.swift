// A command whose own child traces it: the kernel keeps its end for the tracer, and the daemon waits without a thread that
// spins.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(1))) struct TracedLeaderTests {
  /// The leader ends at once; its child holds on to it for two seconds.
  private static let script = """
    import ctypes, os, time
    libc = ctypes.CDLL(None)
    libc.ptrace.argtypes = [ctypes.c_long] * 4
    begun, told = os.pipe()
    leader = os.getpid()
    if os.fork() == 0:
        seize = 0x4206
        ok = libc.ptrace(seize, leader, 0, 0) == 0
        os.write(told, b"y" if ok else b"n")
        time.sleep(2)
        os._exit(0)
    os._exit(0 if os.read(begun, 1) == b"y" else 9)
    """

  /// What the process has used of processors.
  private func seconds(of pid: Int32) throws -> Double {
    let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    let fields = stat[(try #require(stat.lastIndex(of: ")")))...].split(separator: " ")
    return Double(try #require(Int(fields[12])) + (try #require(Int(fields[13])))) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  @Test func endThatIsKeptForATracerKeepsNoThreadBusy() async throws {
    let daemon = try await Daemon()
    let pid = daemon.program.pid
    let id = try await daemon.submit(#"{"argv":["python3","-c",\#(JSONText.quoted(Self.script))]}"#)
    try await eventually("its leader has ended") { !Processes.zombies(of: pid).isEmpty }
    let (began, used) = (ContinuousClock.now, try seconds(of: pid))
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "succeeded", "\(job.text)")
    let took = (ContinuousClock.now - began) / .seconds(1)
    #expect(took > 0.5, "it was kept for its tracer: \(took) s")
    let share = (try seconds(of: pid) - used) / took
    #expect(share < 0.5, "\(share) of a processor")
  }
}
