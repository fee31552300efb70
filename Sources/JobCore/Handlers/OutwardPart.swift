// What a queue may lack: somebody who speaks HTTP for it. Said when a job is submitted that needs it.

/// A part that a queue is given when it is opened, or not.
enum OutwardPart: Hashable, Sendable {
  case httpJobs
  case callbacks

  /// What is missing, and how it is had.
  var lack: String {
    switch self {
    case .httpJobs: "cannot be carried out: the queue was opened without `http`; give it an HTTPCarrier (HTTPJobs)"
    case .callbacks: "cannot be called: the queue was opened without `callbacks`; give it a WebhookSender (Webhooks)"
    }
  }
}
