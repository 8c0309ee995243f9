import { useEffect } from 'react';
import { useLocus } from '../../src/state/hooks.ts';
import { AwaitedAddresses } from '../address/AwaitedAddresses.tsx';
import { OpenAddressButton } from '../address/OpenAddressButton.tsx';
import { RecentData } from '../kept/RecentData.tsx';
import { loadMap, prepareMap } from '../pane/load-map.ts';
import { AwaitedFiles } from './AwaitedFiles.tsx';
import { OpenFilesButton } from './OpenFilesButton.tsx';
import { SampleList } from './SampleList.tsx';
import './first-screen.css';

/** What a person sees before there are data: where to drop them, and samples to try. */
export function FirstScreen() {
  const awaiting = useLocus((state) => state.awaiting);
  const isLoading = useLocus((state) => state.loading !== null);
  // The map is needed next: it is made ready while nothing happens, its code at the latest while the data are read.
  useEffect(prepareMap, []);
  useEffect(() => {
    if (isLoading) void loadMap();
  }, [isLoading]);
  return (
    <main className="first-screen">
      <div className="first-screen__column">
        <p className="first-screen__text first-screen__purpose">
          See the geometry of your embeddings: turn the map, find true neighbours, share the view.
        </p>
        {awaiting?.kind === 'files' && <AwaitedFiles files={awaiting.files} />}
        {awaiting?.kind === 'url' && <AwaitedAddresses files={awaiting.files} />}
        <section className="first-screen__drop" aria-label="Open files">
          <h1 className="first-screen__title">Drop the files that hold your embeddings</h1>
          <p className="first-screen__text">
            NumPy, Parquet, HDF5, AnnData, safetensors, GGUF, PyTorch, MATLAB, word vectors, CSV or
            JSON, with metadata beside it if you have some. Nothing is uploaded.
          </p>
          <div className="first-screen__ways">
            <OpenFilesButton variant="primary">Choose files…</OpenFilesButton>
            <OpenFilesButton folder>Choose a folder…</OpenFilesButton>
            <OpenAddressButton />
          </div>
        </section>
        <RecentData />
        <section aria-labelledby="samples-title">
          <h2 className="first-screen__subtitle" id="samples-title">
            Or open a sample
          </h2>
          <SampleList />
        </section>
      </div>
    </main>
  );
}
