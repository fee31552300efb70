// As whom the queues of submissions have them run, as it stands in the transaction that asks.

/// The users of queues.
enum QueueUser {
  static func of(_ queue: String, _ tx: Transaction) -> String? {
    tx.ledger.queues.id(of: queue).flatMap { tx.ledger.queues[$0]?.settings.runAs }
  }

  /// What is against running these jobs, or follow-ups of them, as their submitter and their queues say now.
  ///
  /// - Parameter path: where the job stands in its request: `job.` in a schedule.
  static func fault(in job: NewJob, path: String, _ tx: Transaction) -> FieldFault? {
    let fault = RunAsPolicy.fault(
      job: job.runAs, queue: of(job.queue, tx), work: job.work, executor: job.executor, callbacks: job.callbacks)
    if let fault { return FieldFault(field: path + fault.field, detail: fault.detail) }
    for (number, followUp) in job.then.enumerated() {
      if let fault = Self.fault(in: followUp.job, path: "\(path)then[\(number)].job.", tx) { return fault }
    }
    return nil
  }

  /// Has a job that is submitted later, and its follow-ups, run as their queues say now, whatever those say then.
  static func keep(in job: inout NewJob, _ tx: Transaction) {
    job.runAs = job.runAs ?? of(job.queue, tx)
    for index in job.then.indices { keep(in: &job.then[index].job, tx) }
  }
}
