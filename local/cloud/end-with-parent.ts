// Loaded into every child process of the cloud (node --import). Children stand in sessions of their
// own, so that Ctrl-C reaches only the cloud, which ends them in order; when the cloud dies without
// doing so, the channel to it breaks, and the child ends itself.

const GRACE_MS = 5000;

process.once('disconnect', () => {
  // nobody reads what is printed any more, and an error about that must not keep the child from
  // writing what it holds to disk
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
// the channel alone is no reason to stay
process.channel?.unref();
if (!process.connected) process.exit(1);
