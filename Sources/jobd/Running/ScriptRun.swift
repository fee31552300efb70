// A daemon for the length of a script: the same engine and the same front, on a directory that is gone afterwards, with
// one socket that only its jobs know.

import HTTPFront
import JobCore

/// A script with the daemon that runs it.
struct ScriptRun {
  /// Composed for its directory and its socket; it does not serve.
  let daemon: Daemon
  let script: Script

  /// The exit status of the script, when all has ended.
  func run() async throws(DaemonFailure) -> Int32 {
    let queue: JobQueue
    do throws(OpenError) { queue = try await daemon.openQueue() } catch { throw .store(error) }
    let front = HTTPFront(config: daemon.frontConfig, queue: queue, logger: daemon.logger)
    do throws(BindError) { _ = try await front.bind() } catch {
      await queue.close()
      throw .listen(error)
    }
    let end = await serve(queue, front)
    await queue.close()
    if let damage = queue.damage { throw .store(damage) }
    return try end.get()
  }

  /// The engine ends first, while the front still answers, as in a daemon that serves.
  private func serve(_ queue: JobQueue, _ front: HTTPFront) async -> Result<Int32, DaemonFailure> {
    async let running: Void = queue.run()
    async let serving: Void = front.run()
    let end: Result<Int32, DaemonFailure>
    do { end = .success(try await script.run(queue)) } catch { end = .failure(Self.failure(error)) }
    queue.stop(.cancel)
    await running
    front.beginShutdown()
    await serving
    return end
  }

  private static func failure(_ error: any Error) -> DaemonFailure {
    guard case .invalid(let faults, let index)? = error as? SubmitError else { return .unexpected(error) }
    let words = faults.map { "\($0.field): \($0.detail)" }.joined(separator: "; ")
    return .unexpected(ScriptFile.Fault(description: "job \(index + 1): \(words)"))
  }
}
