// Command lines: which are read, and which are wrong usage.

import ArgumentParser
import JobClient
import JobWire
import Testing

@testable import jobctl

@Suite struct SpecOptionsTests {
  @Test(arguments: [
    ["submit"], ["submit", "--shell", "x", "--", "ls"], ["submit", "--timeout", "-1s", "--", "ls"],
    ["submit", "--delay", "1s", "--at", "08:00", "--", "ls"], ["submit", "--backoff", "linear", "--", "ls"],
    ["submit", "--retries", "-1", "--", "ls"], ["submit", "--tag", "x", "--", "ls"],
    ["submit", "--quue", "x", "--", "ls"],
    ["submit", "--wait", "--follow", "--", "ls"], ["submit", "--payload", "1", "--", "ls"], ["run"],
    ["run", "--hold", "--", "ls"], ["status", "x"], ["status", "0"], ["status", "-1"], ["cancel"],
    ["cancel", "7", "--queue", "q"], ["cancel", "7", "--dry-run"], ["cancel", "--queue", "q", "--force"],
    ["list", "--state", "nope"], ["list", "--limit", "0"], ["edit", "7"], ["edit", "7", "--timeout", "x"],
    ["signal", "7", "NOPE"], ["send"], ["send", "7", "-", "-n"], ["send", "7", "a", "b"],
    ["send", "7", "a", "--attempt", "0"], ["run", "--interactive", "--retries", "1", "cat"], ["wait"],
    ["wait", "7", "--all"], ["wait", "7", "--cancel"],
    ["logs", "7", "--tail", "-1"],
    ["queue", "set", "q"], ["queue", "set", "q", "--slots", "-1"],
    ["submit", "--timeout", "0", "ls"], ["run", "--timeout=-1s", "ls"], ["edit", "7", "--timeout", "0"],
    ["map", "--batch-timeout", "0", "x", ":::", "a"], ["batch", "create", "--timeout", "0s"],
    ["queue", "set", "q", "--default-timeout", "0"], ["submit", "--hold", "--wait", "ls"],
    ["submit", "--hold", "--follow", "ls"], ["submit", "--file", "f", "--name", "x"],
    ["submit", "--file", "f", "--hold"],
    ["submit", "--file", "f", "--at", "+1h"], ["run", "-n", "--stdin", "f", "ls"],
    ["queue", "set", "q", "--rate", "fast"], ["queue", "set", "q", "--max-queued", "0"], ["edit", "7", "--after", "x"],
    ["edit", "7", "--after", "8", "--no-after"], ["submit", "--file", "x", "--batch", "3"],
    ["wait", "7", "--batch", "3"], ["wait", "7", "--return-errors"], ["wait", "7", "--results", "--as-completed"],
    ["wait", "--batch", "x"], ["wait", "7", "--results", "--return-errors", "--until", "first"], ["why"],
    ["batch", "show"], ["batch", "show", "0"], ["batch", "close"], ["batch", "add", "3"], ["batch", "add", "3", "-"],
    ["batch", "add"], ["batch", "add", "x", "ls"], ["batch", "add", "3", "jobs.ndjson"],
    ["batch", "add", "3", "--batch", "4", "ls"], ["batch", "add", "3", "--file", "f", "ls"],
    ["batch", "add", "--name", "x", "3", "--hold", "ls"],
    ["batch", "list", "--limit", "0"],
    ["schedule", "set", "n"], ["schedule", "set", "n", "--cron", "@daily"], ["schedule", "set", "n", "--", "ls"],
    ["schedule", "set", "--cron", "@daily", "ls"], ["schedule", "set", "--cron", "@daily", "n", "--paused", "ls"],
    ["schedule", "set", "n", "--cron", "@daily", "--every", "1h", "--", "ls"],
    ["schedule", "set", "n", "--every", "1h", "--timezone", "UTC", "--", "ls"],
    ["schedule", "set", "n", "--every", "1h", "--overlap", "wait", "--", "ls"],
    ["schedule", "set", "n", "--every", "1h", "--at", "03:00", "--", "ls"],
    ["schedule", "set", "n", "--every", "1h", "--batch", "3", "--", "ls"],
    ["schedule", "set", "n", "--every", "1h", "--deadline", "03:00", "--", "ls"],
    ["schedule", "set", "n", "--file", "x", "--", "ls"], ["schedule", "preview", "n", "--count", "0"],
    ["schedule", "rm"], ["callback", "add", "7"], ["callback", "add", "7", "http://x", "--on-end", "y"],
    ["callback", "add", "7", "any:http://x", "--on", "any"], ["callback", "add", "7", "x"],
    ["callback", "add", "7", "--on-end", "x", "--on", "any"],
    ["callback", "add", "7", "--on-end", "x", "--on-end", "y"], ["map"],
    ["map", ":::", "a"], ["map", "--parallel", "0", "x", ":::", "a"], ["map", "--batch", "3", "x", ":::", "a"],
    ["map", "--parallel", "2", "--limit", "k=2", "x", ":::", "a"], ["map", "--unique", "k", "x", ":::", "a"],
    ["map", "--stdin", "-", "x"], ["map", "--wait", "--hold", "x", ":::", "a"],
  ]) func wrongUsageIs64(arguments: [String]) {
    #expect { try Jobctl.command(of: arguments) } throws: { Jobctl.exitCode(for: $0).rawValue == 64 }
  }

  @Test(arguments: [
    ["submit", "ls"], ["run", "--shell", "x"], ["status"], ["status", "7", "8"], ["list", "--active", "--watch"],
    ["cancel", "7", "--reason", "r", "--force"], ["cancel", "--queue", "q", "--state", "queued", "--dry-run"],
    ["retry", "--state", "failed", "--since", "1h"], ["edit", "7", "--timeout", "none"], ["signal", "7", "sigusr1"],
    ["send", "7", "a b", "--close"], ["send", "7", "-"], ["send", "7"], ["send", "last", "--close"],
    ["send", "7", "-n", "--", "--a"], ["run", "--interactive", "--stdin", "f", "cat"],
    ["wait", "--queue", "q", "--until", "first-failure", "--timeout", "1m", "--cancel"],
    ["logs", "7", "-f", "-n", "5"],
    ["queue"], ["queue", "list", "--json"], ["queue", "set", "q", "--slots", "all"], ["rm", "--until", "7d"],
    ["hold", "7"], ["hold", "--queue", "q", "--dry-run"], ["release", "7"], ["run-now", "7"], ["drain"],
    ["drain", "--wait"], ["resume"], ["run", "-n", "ls", "-n"],
    ["ls"], ["ps", "--active"], ["log", "7"], ["kill", "7"], ["add", "ls", "-la"], ["info", "--url", "http://h:1"],
    ["result", "7"],
    ["error", "7"], ["queue", "set", "q", "--rate", "none", "--max-queued", "10", "--aging", "1m"],
    ["edit", "7", "--no-after"], ["edit", "7", "--after", "8", "--after", "batch:3:any"],
    ["wait", "--batch", "3", "--progress"], ["wait", "7", "7", "--results", "--return-errors", "--json"],
    ["why", "7", "8"],
    ["list", "--batch", "3", "--schedule", "n"], ["batch"], ["batch", "create"], ["batch", "create", "--file", "-"],
    ["batch", "add", "3", "--file", "-"], ["batch", "add", "3", "--name", "x", "ls", "-l"],
    ["batch", "add", "--name", "x", "3", "ls"], ["batch", "add", "--json", "3", "--", "ls"],
    ["batch", "results", "3", "--json"], ["batch", "cancel", "3", "--reason", "r"],
    ["schedule"], ["schedule", "set", "--cron", "@daily", "n", "ls", "-l"],
    ["schedule", "set", "n", "--cron", "0 3 * * *", "--timezone", "Europe/Berlin", "--", "ls", "-l"],
    ["schedule", "set", "n", "--every", "90s", "--jitter", "5s", "--paused", "--shell", "x"],
    ["schedule", "set", "n", "--file", "-"], ["schedule", "show", "a", "b"], ["schedule", "run", "n"],
    ["callback", "add", "7", "http://x", "--on", "failure"], ["callback", "add", "7", "--on-failure", "x"],
    ["callback", "list", "7"], ["callback", "rm", "7"], ["map", "--parallel", "2", "gzip", "-9", ":::", "a", "--b"],
    ["map", "-0", "--results", "--", "echo", "{}", "::::", "-"], ["map", "--json", "gzip"],
  ]) func rightUsageIsRead(arguments: [String]) {
    #expect(throws: Never.self) { try Jobctl.command(of: arguments) }
  }
}
