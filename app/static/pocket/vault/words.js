/**
 * The words that a passphrase is suggested from: a list of this project's own making, of plain words
 * that are easy to spell and to type. 2,048 words are 11 bits each, so that four are 44 bits, which
 * Argon2id makes costly to try.
 * @module
 */

export const WORDS = `
able about above acorn across active actor adapt add admire adopt adore adult advice afar affix
afloat again agenda agent agile agree ahead air airport album alder algebra alive alley allow
almond almost aloft along alpha alpine always amaze amber amble amount ample amuse anchor angle
animal ankle annual answer antler any apart appear apple apply apricot april apron aqua arch
arctic arena around arrive arrow art artist aside ask aspect aspen asset assist atlas atom attach
attic august author autumn avenue avid avocado awake award aware awhile awning axis azure back
bacon badge badger bag bagel bake bakery balance balcony ball ballad balloon bamboo banana band
banjo bank banner bark barley barn barrel basic basil basin basket bat batch bath baton bay beacon
bead beam beanie beaver become beetle before begin behold being belong below belt bench beside
best better between beyond bicycle big bind bird biscuit bison bit blade blanket blend blink block
bloom blossom blow blur boat bobbin boil bold bolt bond bonfire bonnet bonus book boost boot
border borrow both bottle bounce bowler box brace bracken braid brain bramble branch brand brass
brave breath breeze brick bridge bright brim bring brisk broad broker bronze brook broom brother
brown brush bubble bucket buckle bud budgie buffalo bugle build bulb bunch bundle bunny bunting
burrow bus bush butter button buzz cabbage cabin cable cactus cafe cake calf call calm camel
camera camp can canal canary candle candy canoe canopy canvas canyon cap cape captain car caramel
caravan card care careful cargo carol carpet carrot carry cartoon carve case cast castle catch
cater catkin cattle cause cave cedar celery cello century certain chain chair chalk chance change
chapter charm chart chase chat cheer cheese chef cherry chess chief child chime chimney chip chirp
choice choose chorus chunk cinema circle citrus city civic claim clap clarity class classic clay
clean clear clerk clever click client cliff climb clip clock close cloth cloud clove clover club
clue cluster coach coast coat cobble cocoa coconut code coffee coin collar collect column comb
combine come comedy comet comfort common compass concert connect cook cookie cool copper copy
coral cork corn corner cosmic cottage cotton couch count country couple cousin cove cover cow
cowslip crab cradle craft crane crate crayon cream crew cricket crisp crocus crop cross crowd
crown crumb crumble crumpet crystal cub cube cuckoo cuddle culture cup cupola curious curl curlew
curtain curve cushion custard cute cycle cypress dahlia daily dairy daisy damson dance dancer
dapper dapple dare dart dash data date dawn day dazzle deal debate decade decent decide deck
define degree delight deliver delta den denim depth deputy derive desert design desk detail
develop device dial diamond diary dice differ dig digital dine dinghy dinner dip direct disco
discuss dish dive diver divide dock doll dollar dolphin domain dome domino donkey door dot double
doubt dove down downy dozen dragon draw drawer drawing dream dreamy dress drift drive driver drum
dry duck duet dune during dusk duty duvet dwell each eager eagle ear early earring earth easel
east easy echo eddy edge edit editor eel egg either elastic elbow elder elegant eleven elf elk elm
else embark ember emblem emerald employ enable end endless engine engrave enjoy enough enter
entire entry equal era errand essay estate estuary even evening event ever every exact example
excel except excite exhibit exist exit expand expert explore extra eye fabric face fact factor
fade fairy falcon fame family fancy far farm farmer fashion father fawn feast feather feature feel
fellow felt fen fence fern ferry fest festoon fetch few fiction fiddle field fifth fifty fig
figure file fill film final finch fine finger finish first fish fit five fix fizz flag flair
flannel flap flash flask flat flax fleece fleet flick flight flint flip float flock floor flora
flow fluff flute fly foal foam focus fog fold folk follow fond food foot forbid forest forever
forge fork form formal format former forty forum forward fossil fox frame freckle free freedom
freeze freight fresh friend fringe frock frog front frost frozen fruit fudge fuel full fun fund
funnel funny furrow future gable gadget gain galaxy gale gallery galley gallop game gap garage
garden garland garlic garnet gather gaze gazebo gazelle gear gecko gem general genre gentle get
geyser giant gift giggle giraffe give glacier glad glade glance glass gleam glen glide glimmer
glitter globe gloss glove glow glue gnome goal goat gold golden good goose gorse gosling gossip
grab grace grade grain granary grand granite grant grape graph grass gravel gravy green greet grid
grin grip grocer grotto ground group grove grow guard guava guess guide guitar gull gumdrop gust
habit half halo halt hamlet hammock hamper hamster hand handle handy happen happy harp harvest hat
hatch have haven hawk hay hazel head heart heat heath heather hedge height heir hello helmet help
hen herald herb hero heron hexagon hidden hike hill hinge hint history hive hobby hold holiday
hollow holly home honest honey hood hook hoop hop hope horizon horn host hot hotel house how hug
huge hum human humble hundred husky hut hydrant ice icicle icon icy idea ideal image imagine
immense impact improve inch include income index indigo infant inform inkpot inkwell inlet inner
input insect inside inspire install instant intact into invent invite iron island issue item ivory
ivy jacket jade jaguar jar jasmine jaunty jazz jeans jeep jelly jest jet jetty jigsaw jingle
jockey jog join joint joke jolly jot journal journey joy jug juggle juice juicy jump jumper june
jungle junior juniper kayak keen keep kennel kernel kestrel kettle kid kiln kilo kilt kin kind
kindle kindly kingdom kiosk kipper kit kitchen kite kitten kiwi knack knit knock koala lab label
lace ladder ladle lagoon lake lamb lamp land lantern lap lapwing larch larder large lark laser
lasso last latch laugh launch laundry laurel lava lavish lawn layer leader leaf league leap learn
lease least leather leave lecture left legend leisure lemon lend length lens lentil leopard less
letter lettuce level lever library lichen lid lift light like lilac lily lime limit line linen
linger link lion list listen little live lively lizard llama load loaf lobby lobster local locate
lock lodge loft lofty log logic long look loom loop loose lotus loud lounge love lovely low loyal
lucky lullaby lunar lunch lupin luxury lyric machine magic magnet magpie major make mallard mallet
mallow manage mango manner manor mantra many map maple marble march margin marina mark market
marlin marmot maroon marsh marvel mascot mask mass mat match mate maths matter maximum may maybe
meadow meal measure medal media mellow melody melon member memo memory mend mention menu mermaid
merry message metal meteor method midday middle mighty mild mile milk mill million mime mimosa
miner mineral minimum mink minor mint minute mirror mission mitten mix mobile model modern modest
mole moment monday monitor monkey month mood moon mop mosaic moss moth mother motif motion motor
motto mount mouse move movie much mud muffin mug mulch multi museum music mutual myth name nanny
napkin narrow nature navy near nearby neat neck nectar needle nephew nest net nettle network
neutral never news newt next nibble nice nickel niece nimble nine ninety noble nobody nod noise
noodle noon normal north nose note notice notion nougat novel now nudge nugget number nursery
nurture nut nutmeg nylon oak oasis oat object oblong observe obtain ocean ochre octave offer
office often oil old olive once onion only onward opal open opera opinion option oracle orange
orbit orbital orchard orchid order organ origami origin oriole osprey other otter ounce out
outdoor outer outfit outline output oval oven over owl own owner oxygen oyster ozone pace pack pad
paddle page pageant paint pal palace palm pan pancake panda panel pansy panther papaya paper
parade parcel parent park parrot parsley parsnip part partner party pass pasta pastel pastry
pasture patch patent path patio pattern pave paw pay peach peacock peanut pearl pebble pecan peg
pelican pen pencil penguin penny peony people pepper perch perfect perform perhaps period permit
person pet petal phase phone photo phrase piano pick picnic picture pigeon pigment pile pillow
pilot pin pine pink pint pioneer pipe pitch pixel pizza plan planet plank plant plaster plastic
plate play plaza pleat plenty plot plover plug plume plus pocket poem poet point polar polish
polite polka pollen pond pony pool pop popcorn poplar popular porch port portion pose post postbox
poster pot potato pottery pouch pound powder power prairie prance present press pretty pretzel
price pride primary prime print prism private problem produce product project promise prompt proof
proper propose protect proud provide prune public publish pudding puddle puffin pull pulley pulp
pulse pump pumpkin pupil puppet puppy pure purple purse push put puzzle pyramid quaint quantum
quarry quarter quartz quaver quench query quest quiche quick quiet quill quilt quince quiver quiz
quote rabbit raccoon race rack radar radiant radio radish raffle raft rail rainbow raisin rake
rally ramble ramp ranch range rank rapid rare rate rather ratio raven ravine reach react ready
reason receive recent recipe record redwood reef reflect region regular rejoice relate relax relay
relic relish rely remain remark remedy remind remote renew repair repeat reply report reserve
resort respect result retain return reuse reveal review reward rewind rhubarb rhythm ribbon rice
rich riddle ride ridge rink ripe ripple rise rival river roam roar roast robe robin robot rock
rocket roof room rooster rope rosette rotunda round row rowan rowboat rub ruby rudder ruffle rug
rule ruler rumble run runner runway rural rush russet rustic saddle safe saffron saga sage sailor
salad salmon salsa salt salute samba same sample sandal sapling satchel satin saucer sauna savanna
save say scale scarf scarlet scatter scenic scheme school science scone scoop scooter scope score
scout scrap screen screw scribe script scroll seagull seal search season seat seaweed second
secret section sector seed seek self send senior sense sequin serene series serve service set
settle seven several shade shadow shake shallow shape share sharp shawl shed sheep sheet shelf
shell shelter sherbet shield shine shingle shiny ship shirt shoe shop shore short shout shovel
show shrimp shrub shuffle shut shuttle side sienna sigh sign signal silent silk silly silver
similar simmer simple since sing singer single sip siren sister sit six sixty skate sketch ski
skill skipper skirt sky slate sledge sleep sleet sleeve slice slide slim slip slipper slope small
smart smell smile smock smooth snack snail snap snow snowy snug soap soccer social sock socket
soda sofa soft soil solar solid solo solve song sonnet soon sorbet sound soup south space spade
span spaniel spare spark sparrow speak special speckle speech speed spell spend spice spider spin
spinach spiral splash split spoke sponge spoon sport spot spray spread spring sprout spruce square
squash squeak squeeze squid stable stadium stage stall stamp stand staple star start state station
statue stay steady steam steer stem step stew stick still stilt stir stitch stock stone stool
store stork stove strand strap straw stream street stretch stride string stripe stroll strong
student studio study sturdy suede sugar suit summer summit sundial sunny sunrise sunset surf
swallow swan sweater swift swim swing switch symbol syrup table tablet tadpole tailor talent
tandem tangent tango tape tapir target tartan tassel tawny taxi teacup teal teapot ten tender
tennis tent terrace thatch thicket thimble thistle thread thrift thrush thumb ticket tidal tidy
tiger tile timber tinsel tiny toast toffee tomato tool topaz topiary torch toucan towel tower town
toy tractor trail train tram travel tray treacle tree trellis trifle trinket trolley trophy trot
trout trowel truck truffle trumpet trunk tuba tulip tuna tundra tunnel turnip turret turtle tutor
tweed twelve twig twine twist umber umpire unicorn uniform unison upbeat upland upper upright
urban useful usher valley vanilla vase vault velvet venture verse vessel viaduct video village
vine vinegar violet violin visit vista vivid vole volley voyage waffle wagon walk wallaby wallet
walnut walrus waltz wander warbler warm watch water waxwing weaver wedge weekend west wharf wheat
wheel whimsy whisker whistle white wicker widget wild willow wind window winter wish wisp wizard
wombat wonder wool word world wren writer yacht yak yard yarn yarrow year yellow yeoman yodel
yonder young yoyo yummy zebra zenith zephyr zero zest zigzag zinc zinnia zip zone zoo
`
  .trim()
  .split(/\s+/);
