import { serve, moving } from './remote.ts';
import { controlFromPort } from './control-port.ts';
import type { IoApi, Opened } from './protocol.ts';
import { fileSource } from '../io/source.ts';
import { attachMetadata, openFiles } from '../io/open.ts';

/** Reading and parsing happen here, so that the page never blocks on a file. */
const api: IoApi = {
  async open(files, options, port) {
    const control = controlFromPort(port);
    try {
      return handOver(await openFiles(files.map(fileSource), options, control));
    } finally {
      control.close();
    }
  },
  async attach(dataset, files, options, port) {
    const control = controlFromPort(port);
    try {
      return handOver(await attachMetadata(dataset, files.map(fileSource), options, control));
    } finally {
      control.close();
    }
  },
};

const handOver = (opened: Opened): Opened =>
  moving(opened, [...new Set(opened.spaces.map((space) => space.data.buffer as ArrayBuffer))]);

serve(api);
