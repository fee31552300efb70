// What metrics show of the queue as it stands.

import Logging

extension JobQueue {
  /// Reads what gauges show.
  func showGauges(_ metrics: JobMetrics) async {
    do throws(JobError) {
      let info = try await info()
      var uses: [String: (capacity: Int, used: Int)] = [:]
      for name in threads.names { uses[name] = pools.use(ThreadPools.place(name)) }
      metrics.note(info.counts, stuck: info.stuckHandlers, pools: uses)
    } catch {
      logger.debug("metrics could not be read", metadata: [LogKeys.error: "\(error)"])
    }
  }
}
