// Batches as every response shows them, and what their members made.

import JobCore
import JobWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension BatchView {
  init(_ batch: Batch) {
    self.init(
      id: batch.id.value, name: batch.name, failFast: batch.isFailFast, open: batch.isOpen, done: batch.isDone,
      cancelRequested: batch.isCancelRequested, size: batch.size, counts: StateCounts(batch.counts),
      firstFailure: batch.firstFailure?.value, createdAt: WireTime(batch.createdAt),
      finishedAt: batch.finishedAt.map { WireTime($0) }, submittedBy: batch.submittedBy,
      timedOut: batch.isTimedOut, deadline: batch.deadline.map { WireTime($0) }, firstError: batch.firstError?.value)
  }

  /// As the answer to its creation shows it.
  init(_ batch: Batch, ids: [JobID]) {
    self.init(batch)
    self.ids = ids.map(\.value)
  }
}

extension BatchEntryView {
  init(_ entry: BatchEntry) {
    let job = entry.job
    self.init(
      job: job.id.value, name: job.name, state: WireJobState(job.state), reason: job.reason?.name,
      exitCode: job.exitCode.map { Int($0) }, error: job.failure.map { JobErrorView($0) },
      truncated: entry.isTruncated)
    if let gone = entry.gone {
      // Clients fetch a truncated result by itself, and then hear that it is gone; so none takes it for empty.
      truncated = true
      error = JobErrorView(code: WireCode.outputGone.rawValue, message: "the \(gone) of job \(job.id) is gone")
    }
    if let result = entry.result { take(result, isTruncated: entry.isTruncated) }
  }

  /// A handler's output as it is, other text as a string, and bytes that are neither as base64.
  private mutating func take(_ result: JobResult, isTruncated: Bool) {
    if result.source == .handler, !isTruncated, let value = try? JSONReader.parse(result.bytes) {
      self.result = value
    } else if let text = Self.text(result.bytes, isTruncated: isTruncated) {
      self.result = .string(text)
    } else {
      resultBase64 = Data(result.bytes).base64EncodedString()
    }
  }

  /// Bytes that were cut may end within a character: the first bytes of that, at most three, are left out.
  private static func text(_ bytes: [UInt8], isTruncated: Bool) -> String? {
    for dropped in 0...(isTruncated ? min(3, bytes.count) : 0) {
      if let text = String(validating: bytes.dropLast(dropped), as: UTF8.self) { return text }
    }
    return nil
  }
}
