// The reference tus server with its file store: as it is published, at /files, and with each body made durable before
// it is answered for, at /durable. Arguments: a port, a folder.
import { open } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const [port, folder] = process.argv.slice(2);

class DurableStore extends FileStore {
  async write(readable, id, offset) {
    const end = await super.write(readable, id, offset);
    for (const name of [path.join(this.directory, id), this.directory]) {
      const file = await open(name, "r");
      await file.sync();
      await file.close();
    }
    return end;
  }
}

const published = new Server({ path: "/files", datastore: new FileStore({ directory: path.join(folder, "files") }) });
const durable = new Server({ path: "/durable", datastore: new DurableStore({ directory: path.join(folder, "durable") }) });

http
  .createServer((request, answer) => {
    if (request.url === "/readyz") {
      answer.end("ready");
    } else {
      (request.url.startsWith("/durable") ? durable : published).handle(request, answer);
    }
  })
  .listen(Number(port), "127.0.0.1");
