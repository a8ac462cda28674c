import { buildPage } from '@tallystick/console/build-page';

/** The page is built before the files begin: several of them would build it at once, each over what another serves. */
export default buildPage;
